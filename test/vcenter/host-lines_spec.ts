import assert from "node:assert/strict";
import fc from "fast-check";
import { VCenterError } from "../../src/vcenter/error";
import { parseFingerprints, parseHostMap } from "../../src/vcenter/host-lines";

const SHA = "0123456789abcdef".repeat(4);
const COLONS = SHA.toUpperCase().replace(/..(?!$)/g, "$&:");

/** What a text gives, or the one error that it may give. */
function parsed<T>(parse: (text: string) => T, text: string): T | undefined {
  try {
    return parse(text);
  } catch (error) {
    assert.ok(error instanceof VCenterError, String(error));
    assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], ["INVALID_ARGUMENT", "configuration", "not_done"]);
    assert.match(error.message, /^The line ".*" in the (host map|fingerprints) of the connection cannot be used: .+\. Correct it\.$/);
    return undefined;
  }
}

describe("lines of hosts", () => {
  for (const [line, host, address] of [
    ["esxi=192.0.2.1", "esxi", { host: "192.0.2.1" }],
    [" ESXi-1.Example.com = 192.0.2.1:8443 ", "esxi-1.example.com", { host: "192.0.2.1", port: 8443 }],
    ["esxi=other.example.com:1", "esxi", { host: "other.example.com", port: 1 }],
    ["esxi=2001:db8::1", "esxi", { host: "2001:db8::1" }],
    ["esxi=[2001:db8::1]", "esxi", { host: "2001:db8::1" }],
    ["esxi=[2001:db8::1]:65535", "esxi", { host: "2001:db8::1", port: 65_535 }],
    ["[2001:DB8::1]=192.0.2.1", "2001:db8::1", { host: "192.0.2.1" }],
    ["2001:db8::1=192.0.2.1", "2001:db8::1", { host: "192.0.2.1" }],
    ["2001:DB8:0:0::0001=192.0.2.1", "2001:db8::1", { host: "192.0.2.1" }],
    ["müller.example=192.0.2.1", "xn--mller-kva.example", { host: "192.0.2.1" }],
  ] as const) {
    it(`mean a host as URLs name it: ${line}`, () => {
      assert.deepEqual([...parseHostMap(line)], [[host, address]]);
      assert.deepEqual([...parseFingerprints(line.replace(/=.*/, `=${SHA}`))], [[host, [COLONS]]]);
    });
  }

  it("may hold several fingerprints of a host, in any writing, and empty lines", () => {
    assert.deepEqual([...parseFingerprints(`\n a=${SHA}\r\n\r\nA = ${COLONS}\n`)], [["a", [COLONS, COLONS]]]);
    assert.deepEqual([parseHostMap(""), parseFingerprints(" \n ")], [new Map(), new Map()]);
  });

  it("have no more than 65,536 characters, in whatever lines", () => {
    assert.equal(parseFingerprints(`a=${SHA}\n`.repeat(900)).get("a")?.length, 900);
    for (const parse of [parseFingerprints, parseHostMap]) {
      assert.throws(() => parse(`a=${SHA}\n`.repeat(1_000)), /more than 65536 characters\. Remove some/);
    }
  });

  const piece = fc.constantFrom("esxi", "=", ":", "[", "]", "::1", "192.0.2.1", "443", "65536", " ", "\n", "\t", "a.b", "/", "@", "ü", "\u0000", SHA, COLONS, "-", "_", "%41", "?", "*");
  const ANY = fc.oneof(fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("")), fc.string({ unit: "binary" }));

  it("of any text give valid entries, or one typed error", () => {
    fc.assert(
      fc.property(ANY, (text) => {
        for (const [host, { host: address, port }] of parsed(parseHostMap, text) ?? []) {
          assert.doesNotMatch(host + address, /[\s/@?#[\]=\0]/);
          assert.equal(host, host.toLowerCase());
          assert.ok(host !== "" && address !== "" && (port === undefined || (port > 0 && port < 65_536)));
        }
        for (const [host, all] of parsed(parseFingerprints, text) ?? []) {
          assert.ok(host !== "" && all.every((one) => /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(one)));
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
