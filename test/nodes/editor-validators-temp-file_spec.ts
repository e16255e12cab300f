import assert from "node:assert/strict";
import fc from "fast-check";
import { lifetimeOf } from "../../src/guest/ledger/lifetime";
import { temporaryRequest } from "../../src/guest/temporary-request";
import { vmText } from "../../src/guest/vm-text";
import { accepts, load, verdict } from "./editor-verdicts";

const tempFileNode = load("vcenter-guest-temp-file");
const tempFile = (name: string, value: unknown, type = "str", node: object = {}) =>
  verdict(tempFileNode, name, value, { ...node, [`${name}Type`]: type });

describe("validators: typed values of the temp file node", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.array(fc.constantFrom("a", "/", "\\", ":", ".", " ", "\u0000", "\u009f", "\ud800", "é", "x".repeat(200)), { maxLength: 5 }).map((parts) => parts.join("")),
  );
  const missing = { value: undefined, name: "x" };

  it("vm: agrees with the runtime", () => {
    fc.assert(fc.property(text, (value) => {
      assert.equal(tempFile("vm", value) === true, accepts(() => vmText({ value, name: "vm" })), value);
    }));
    assert.equal(tempFile("vm", "é".repeat(127)), true);
    assert.match(String(tempFile("vm", "é".repeat(128))), /^VM: enter an id/);
    assert.match(String(tempFile("vm", "")), /^VM: enter an id/);
    assert.match(String(tempFile("vm", "..")), /^VM: enter an id/);
  });

  it("prefix and suffix: agree with the runtime", () => {
    fc.assert(fc.property(text, text, (prefix, suffix) => {
      const node = { prefix, prefixType: "str", suffix, suffixType: "str" };
      const isFine = tempFile("prefix", prefix, "str", node) === true && tempFile("suffix", suffix, "str", node) === true;
      const given = { prefix: { ...missing, value: prefix }, suffix: { ...missing, value: suffix }, parentPath: missing };
      assert.equal(isFine, accepts(() => temporaryRequest("file", given)));
    }));
  });

  it("prefix and suffix: are at most 239 bytes together, if both are typed in", () => {
    const prefix = "é".repeat(119);
    const node = { prefix, prefixType: "str" };
    assert.equal(tempFile("suffix", "a", "str", node), true);
    assert.match(String(tempFile("suffix", "ab", "str", node)), /239 bytes/);
    assert.equal(tempFile("suffix", "ab", "str", { ...node, prefixType: "msg" }), true);
  });

  for (const marking of [{ removal: "lifetime" }, { recover: true }]) {
    it(`prefix and suffix: are at most 229 bytes together, if a mark is added: ${JSON.stringify(marking)}`, () => {
      const node = { prefix: "p".repeat(228), prefixType: "str", ...marking };
      assert.equal(tempFile("suffix", "a", "str", node), true);
      assert.match(String(tempFile("suffix", "ab", "str", node)), /229 bytes/);
    });
  }

  it("lifetime: agrees with the runtime", () => {
    const check = (value: string): void => {
      const isFine = tempFile("lifetime", value, "num", { removal: "lifetime" }) === true;
      assert.equal(isFine, accepts(() => lifetimeOf({ value, name: "lifetime" })), value);
    };
    fc.assert(fc.property(fc.oneof(text, fc.double().map(String)), check));
    ["60", "0.5", "0", "-1", "", "5256000", "5256001", "1e3", " "].forEach(check);
    assert.match(String(tempFile("lifetime", "0", "num", { removal: "lifetime" })), /^Lifetime \(min\): enter a number of minutes above 0/);
    assert.equal(tempFile("lifetime", "", "num"), true);
  });

  it("prefix and suffix: say what is wrong", () => {
    assert.match(String(tempFile("prefix", "a/b")), /^Prefix: must not/);
    assert.match(String(tempFile("suffix", "a. ")), /^Suffix: must not end/);
    assert.equal(tempFile("prefix", ""), true);
  });

  it("parent path: agrees with the runtime", () => {
    const start = fc.constantFrom("", "/", "C:\\", "c:/", "C:", "\\\\server\\share", "\\\\server", "\\\\server\\", "~", "x".repeat(4000));
    fc.assert(fc.property(start, text, (begin, rest) => {
      const value = begin + rest;
      const given = { prefix: missing, suffix: missing, parentPath: { value, name: "parent path" } };
      assert.equal(tempFile("parentPath", value) === true, accepts(() => temporaryRequest("file", given)), value);
    }));
    assert.equal(tempFile("parentPath", `/${"a".repeat(4095)}`), true);
    assert.match(String(tempFile("parentPath", `/${"a".repeat(4096)}`)), /^In directory: enter an absolute path/);
    assert.match(String(tempFile("parentPath", "tmp")), /^In directory: enter an absolute path/);
  });

  it("guest login: a name is never empty", () => {
    assert.equal(tempFile("login", "root"), true);
    assert.match(String(tempFile("login", "")), /^Guest login: enter a value/);
  });

  it("references are left to Node-RED, but are not empty", () => {
    for (const name of ["vm", "login", "prefix", "suffix", "parentPath", "lifetime", "timeout"]) {
      for (const type of ["msg", "env", "flow", "global", "jsonata"]) {
        assert.equal(tempFile(name, "a/b: c", type), true);
        assert.equal(tempFile(name, "a[", type), "not a property");
        assert.match(String(tempFile(name, "", type)), /: enter a value$/);
      }
    }
  });
});
