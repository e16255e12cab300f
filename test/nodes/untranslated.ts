/** The languages beside English, as Node-RED calls them. */
export const languages = ["de", "ja", "zh-CN"] as const;
export type Language = (typeof languages)[number];

const nodes = ["vCenter connection", "vCenter guest login", "vCenter VMs", "guest temp file", "guest temp directory"];
const moreNodes = ["guest upload", "guest download", "guest files", "guest run"];
const names = ["vCenter", "VMware Tools", "TLS"];
const hosts = ["vcenter.example.com", "user@vsphere.local", "esxi-1.example.com=AB:CD:...", "esxi-1.example.com=192.0.2.10"];
const values = ["vm-42", "utf-8", "job-", ".json", "{}", "/var/tmp/done", "/data/job.json"];
const numbers = ["0", "1", "5", "16", "32", "60", "300", "600", "10000"];

/** What has no translation: the nodes are called so in the README, the examples and errors, the rest is written so everywhere. */
const everywhere = [...nodes, ...moreNodes, ...names, ...hosts, ...values, ...numbers, "__name__ (__count__)"];

/** Texts of the catalogues that are the same in English. */
export const sameTexts: Record<Language, string[]> = {
  // German has these words too, and its units are the same.
  "de": [...everywhere, "Test", "Server", "Proxy", "VM", "VMs", "Hosts", "Operation", "Suffix", "Fingerprints", "__count__ s", "__count__ min", "__count__ h", "__time__ (in __span__)"],
  "ja": everywhere,
  "zh-CN": everywhere,
};

/** Headings of the help that are the same in English: German has these words too. */
export const sameHeadings: Record<Language, string[]> = { "de": ["Codes", "Details", "Test"], "ja": [], "zh-CN": [] };
