import type { Entered } from "./dialog";

/** What a test enters into the dialog of a type: each field gets a value that is not its default. */
export interface DialogValues {
  readonly type: string;
  readonly isConfig: boolean;
  /** One after another, since a choice hides what it does not need. */
  readonly passes: readonly Readonly<Record<string, Entered>>[];
  /** What is other than entered in the end. */
  readonly dropped?: Readonly<Record<string, Entered>>;
}

/** What every dialog's references lead to. */
export const REFERENCES = {
  tls: { id: "0a0a0a0a0a0a0a01", type: "tls-config", name: "own CA", cert: "", key: "", ca: "", certname: "", keyname: "", caname: "", servername: "", verifyservercert: true, alpnprotocol: "" },
  proxy: { id: "0a0a0a0a0a0a0a02", type: "http proxy", name: "way out", url: "http://127.0.0.1:3128", noproxy: [] },
};

export const SECRETS = ["canary-vcenter-password", "canary-guest-password", "canary-line-password", "canary-token"];

const guestLogin = (password: string): Record<string, Entered>[] => [
  { guestUsername: "worker", guestCredentialType: "SAML_BEARER_TOKEN", guestSamlToken: "<saml>\ncanary-token\n</saml>" },
  { guestCredentialType: "USERNAME_PASSWORD", guestPassword: password, interactiveSession: true },
];

const CONNECTION: Record<string, Entered> = {
  name: "plant 7",
  server: "vcenter.example.com:8443",
  username: "automation@vsphere.local",
  password: "canary-vcenter-password",
  tls: REFERENCES.tls.id,
  proxy: REFERENCES.proxy.id,
  transferTls: REFERENCES.tls.id,
  transferProxy: REFERENCES.proxy.id,
  fingerprints: `esxi-1.example.com=${"AB:".repeat(31)}AB\nesxi-2.example.com=${"01".repeat(32)}`,
  hostMap: "esxi-1.example.com=192.0.2.10\nesxi-2.example.com=192.0.2.10:8443",
  maxConcurrent: "8",
  maxConcurrentPerVm: "2",
  queueLimit: "500",
  queueTimeout: "0",
  timeout: "30",
  maxAttempts: "3",
  waitForTools: "120.5",
};

/** The dialogs that define a connection, in the order in which they need each other. */
export const CONFIG_DIALOGS: readonly DialogValues[] = [
  {
    type: "vcenter-connection",
    isConfig: true,
    passes: [CONNECTION, ...guestLogin("canary-guest-password")],
    dropped: { guestSamlToken: "" },
  },
  {
    type: "vcenter-guest-login",
    isConfig: true,
    passes: [{ name: "line 1" }, ...guestLogin("canary-line-password")],
    dropped: { guestSamlToken: "" },
  },
];

const VM: Record<string, Entered> = { vmBy: "name", vm: ["str", "a VM"], login: ["str", "line 1"], timeout: ["num", "10"] };
const PATH: Record<string, Entered> = { path: ["str", "/var/tmp/job.json"] };
const OWNERS: Record<string, Entered> = { permissions: ["str", "0640"], ownerId: ["num", "1000"], groupId: ["global", "group"] };

/** The dialogs of the nodes in a flow. */
export const NODE_DIALOGS: readonly DialogValues[] = [
  {
    type: "vcenter-guest-temp-file",
    isConfig: false,
    passes: [
      {
        ...VM,
        kind: "directory",
        prefix: ["env", "PREFIX"],
        suffix: ["jsonata", '"." & payload.kind'],
        parentPath: ["flow", "directory"],
        removal: "lifetime",
        lifetime: ["num", "0.5"],
        recover: true,
      },
    ],
  },
  {
    type: "vcenter-guest-upload",
    isConfig: false,
    passes: [
      {
        ...VM,
        ...PATH,
        source: ["json", '{"a":1}'],
        overwrite: false,
        ...OWNERS,
        hidden: true,
        readOnly: true,
        createParents: true,
        verify: false,
      },
      { from: "file", filename: ["str", "/data/job.json"], atomic: true },
    ],
  },
  {
    type: "vcenter-guest-download",
    isConfig: false,
    passes: [
      { ...VM, ...PATH, to: "text", encoding: "windows-1252", sizeLimit: "0.5" },
      { to: "file", filename: ["global", "file"] },
    ],
  },
  {
    type: "vcenter-guest-files",
    isConfig: false,
    passes: [
      { ...VM, ...PATH, pattern: ["str", "*.log"] },
      { operation: "make-directory", parents: true },
      { operation: "move", newPath: ["str", "/var/tmp/old.json"], overwrite: true },
      { operation: "delete", recursive: true },
      { operation: "set-attributes", ...OWNERS, hidden: "true", readOnly: "false" },
    ],
  },
  {
    type: "vcenter-guest-run",
    isConfig: false,
    passes: [
      {
        ...VM,
        program: ["str", "/bin/tar"],
        args: ["jsonata", '["-x", payload]'],
        workingDirectory: ["str", "/var/tmp"],
        environment: ["json", '{"LANG":"C"}'],
        runTimeout: "20",
        failOnNonZero: true,
        encoding: "utf-16le",
        sizeLimit: "0.5",
      },
      { collect: false },
      { wait: false },
    ],
  },
  {
    type: "vcenter-vms",
    isConfig: false,
    passes: [
      {
        names: ["json", '["a"]'],
        powerState: "POWERED_ON",
        pattern: ["str", "line-*"],
        folders: ["str", "group-v4"],
        clusters: ["env", "CLUSTER"],
        hosts: ["msg", "payload.hosts"],
        datacenters: ["flow", "datacenters"],
        resourcePools: ["global", "pools"],
        timeout: ["num", "10"],
      },
    ],
  },
];

/** What a dialog's fields hold after all passes. */
export function lastValues({ passes, dropped }: DialogValues): Record<string, Entered> {
  return { ...(Object.assign({}, ...passes) as Record<string, Entered>), ...dropped };
}
