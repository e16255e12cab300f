import { nodeSuite } from "../support/lab";
import { assertRefused } from "../support/refused";
import { TransferLab } from "../support/transfers";

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

nodeSuite("a list of hosts that is none is refused before anything is sent", (lab) => {
  const flow = new TransferLab(lab);
  const refused = async (connection: Record<string, unknown>, says: RegExp): Promise<void> => {
    for (const id of ["up-1", "down-1"] as const) {
      await flow.load({ connection });
      await assertRefused(lab, id, { guest: { vm: "vm-42", path: "/tmp/x" }, content: "1" }, "configuration", says);
    }
  };

  for (const [property, name] of [["hostMap", "host map"], ["fingerprints", "fingerprints"]] as const) {
    for (const [value, says] of BAD_LISTS) {
      it(`${name} ${JSON.stringify(value)}`, () => refused({ [property]: value }, new RegExp(`${name}.*${says.source}|${says.source}.*${name}`)));
    }

    it(`${name} with one bad line among good ones`, () => {
      const good = property === "hostMap" ? "a=192.0.2.1" : `a=${SHA}`;
      return refused({ [property]: `${good}\r\n\n  ${good}\nb\n${good}` }, new RegExp(`The line "b" in the ${name} of the connection`));
    });
  }

  for (const line of BAD_ADDRESSES) {
    it(`host map ${line}`, () => refused({ hostMap: line }, /in the host map of the connection cannot be used/));
  }

  for (const line of BAD_FINGERPRINTS) {
    it(`fingerprints ${line.slice(0, 20)}`, () => refused({ fingerprints: line }, /in the fingerprints of the connection cannot be used: a SHA-256 fingerprint has 64/));
  }

  for (const [property, id] of [["transferTls", "gone"], ["transferTls", "temp-1"], ["transferProxy", "gone"]] as const) {
    it(`${property} ${id}`, () => refused({ [property]: id }, property === "transferTls" ? /TLS configuration of the connection/ : /proxy/i));
  }
});
