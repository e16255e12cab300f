import { type BadInput, refusedSuite } from "../support/bad-input";
import { DOWNLOAD_DEFAULTS, UPLOAD_DEFAULTS } from "../support/flow";

const SHA = "AB".repeat(32);

/** What no list of hosts can be, whatever it lists. */
const BAD_LISTS: readonly (readonly [value: unknown, says: RegExp])[] = [
  [{}, /must be text, but is of type object/],
  [["esxi=192.0.2.1"], /must be text, but is of type object/],
  [true, /must be text, but is of type boolean/],
  [42, /The line "42"/],
  ["${TEST_NEVER_SET}", /is \$\{TEST_NEVER_SET\}, but no such environment variable is set/],
  ["esxi", /The line "esxi"/],
  ["esxi=", /The line "esxi="/],
  ["=192.0.2.1", /The line "=192\.0\.2\.1"/],
  ["esxi:443=192.0.2.1", /The line "esxi:443=192\.0\.2\.1"/],
  ["https://esxi=192.0.2.1", /The line "https:\/\/esxi=192\.0\.2\.1"/],
  ["esxi = 192.0.2.1 192.0.2.2", /The line/],
  ["a=1 \u0007\u202e", /The line "[^\u0007\u202e]*"/],
];

const BAD_ADDRESSES = ["esxi=192.0.2.1:0", "esxi=192.0.2.1:65536", "esxi=192.0.2.1:", "esxi=[::1", "esxi=[x]:1", "esxi=a/b", "esxi=user@a", "esxi=https://a", "esxi=-a"];

const BAD_FINGERPRINTS = [`esxi=${SHA}0`, `esxi=${SHA.slice(1)}`, `esxi=${SHA.replace("A", "G")}`, "esxi=SHA256", `esxi=sha256:${SHA}`, "esxi=AB:CD:EF"];

const bad = (what: string, connection: Readonly<Record<string, unknown>>, says: RegExp): BadInput => ({ what, subject: "configuration", says, connection });

const LISTS = [["hostMap", "host map", "a=192.0.2.1"], ["fingerprints", "fingerprints", `a=${SHA}`]] as const;

const ROWS: readonly BadInput[] = [
  ...LISTS.flatMap(([property, name, good]) => [
    ...BAD_LISTS.map(([value, { source }]) => bad(`${name} ${JSON.stringify(value)}`, { [property]: value }, new RegExp(`${name}.*${source}|${source}.*${name}`))),
    bad(`${name} with one bad line among good ones`, { [property]: `${good}\r\n\n  ${good}\nb\n${good}` }, new RegExp(`The line "b" in the ${name} of the connection`)),
  ]),
  ...BAD_ADDRESSES.map((line) => bad(`host map ${line}`, { hostMap: line }, /in the host map of the connection cannot be used/)),
  ...BAD_FINGERPRINTS.map((line) => bad(`fingerprints ${line.slice(0, 20)}`, { fingerprints: line }, /in the fingerprints of the connection cannot be used: a SHA-256 fingerprint has 64/)),
  ...["gone", "temp-1"].map((id) => bad(`transferTls ${id}`, { transferTls: id }, /TLS configuration of the connection/)),
  bad("transferProxy gone", { transferProxy: "gone" }, /proxy/i),
];

const guest = { vm: "vm-42", path: "/tmp/x" };

refusedSuite({ node: { type: "vcenter-guest-upload", ...UPLOAD_DEFAULTS }, msg: { guest, content: "1" } }, ROWS, { what: "a bad host in the connection" });
refusedSuite({ node: { type: "vcenter-guest-download", ...DOWNLOAD_DEFAULTS }, msg: { guest } }, ROWS, { what: "a bad host in the connection" });
