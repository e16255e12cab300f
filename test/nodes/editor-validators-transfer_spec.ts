import assert from "node:assert/strict";
import fc from "fast-check";
import { guestPathText } from "../../src/guest/guest-path-text";
import { uploadRequest } from "../../src/guest/upload-request";
import { decoderOf } from "../../src/runtime/encoding";
import { bytesOfMebibytes } from "../../src/runtime/size-limit";
import { accepts, load, verdict } from "./editor-verdicts";

describe("validators: upload and download", () => {
  const uploadNode = load("vcenter-guest-upload");
  const downloadNode = load("vcenter-guest-download");
  const upload = (name: string, value: unknown, node: object = {}) =>
    verdict(uploadNode, name, value, { from: "message", [`${name}Type`]: "str", ...node });
  const download = (name: string, value: unknown, node: object = {}) =>
    verdict(downloadNode, name, value, { to: "buffer", [`${name}Type`]: "str", ...node });
  const given = (name: string, value?: unknown) => ({ name, value });

  function uploads(values: { path?: string; permissions?: unknown; ownerId?: unknown; groupId?: unknown }): boolean {
    const { path = "/tmp/x", ...attributes } = values;
    const { permissions, ownerId, groupId } = attributes;
    return accepts(() =>
      uploadRequest(
        given("path", path),
        { permissions: given("a", permissions), ownerId: given("b", ownerId), groupId: given("c", groupId), hidden: undefined, readOnly: undefined },
        { overwrite: true, atomic: false, createParents: false, verify: true },
      ),
    );
  }

  it("path: agrees with the runtime", () => {
    const start = fc.constantFrom("", "/", "C:\\", "c:/", "C:", "\\\\server\\share", "\\\\server", "~", `/${"x".repeat(4000)}`);
    const rest = fc.array(fc.constantFrom("a", "b c", "/", "\\", "\u0000", "\u009f", "\ud800", "é", "x".repeat(99)), { maxLength: 4 });
    fc.assert(
      fc.property(start, rest, (begin, parts) => {
        const path = begin + parts.join("");
        // What is a root is seen by the node itself.
        fc.pre(!/^\\\\[^\\/]*([\\/]+[^\\/]*)?$/.test(path));
        assert.equal(upload("path", path) === true, uploads({ path }), JSON.stringify(path));
        assert.equal(download("path", path) === true, accepts(() => guestPathText(given("path", path))), JSON.stringify(path));
      }),
      { numRuns: 2000 },
    );
    assert.match(String(upload("path", "/tmp/")), /^Path: enter an absolute path of a file/);
    assert.match(String(download("path", "tmp")), /^Path: enter an absolute path/);
  });

  it("permissions, owner and group: agree with the runtime", () => {
    for (const permissions of ["", "0600", "600", "1777", "0", "60", "06000", "0800", "rw-", " 600"]) {
      assert.equal(upload("permissions", permissions) === true, uploads({ permissions }), permissions);
    }
    for (const id of ["", "0", "1000", "4294967295", "4294967296", "-1", "1.5", "root"]) {
      assert.equal(upload("ownerId", id, { ownerIdType: "num" }) === true, uploads({ ownerId: id }), id);
      assert.equal(upload("groupId", id, { groupIdType: "num" }) === true, uploads({ groupId: id }), id);
    }
    assert.match(String(upload("permissions", "rw-")), /^Permissions: enter three or four octal digits/);
    assert.match(String(upload("ownerId", "root", { ownerIdType: "num" })), /^Owner: enter the number/);
  });

  it("encoding and size limit: agree with the runtime, where they are used", () => {
    for (const encoding of ["utf-8", "UTF8", " utf-16le ", "windows-1252", "shift_jis", "gb18030", "", " ", "utf-7", "x", "latin-99"]) {
      assert.equal(download("encoding", encoding, { to: "text" }) === true, accepts(() => decoderOf(encoding)), encoding);
      assert.equal(download("encoding", encoding), true);
    }
    for (const limitText of [64, 0.5, "64", " 0.001 ", "1e3", "", " ", "0", "-1", 0, "x", "Infinity", "NaN"]) {
      const isFine = accepts(() => bytesOfMebibytes(limitText));
      assert.equal(download("sizeLimit", limitText) === true, isFine, String(limitText));
      assert.equal(download("sizeLimit", limitText, { to: "text" }) === true, isFine, String(limitText));
      assert.equal(download("sizeLimit", limitText, { to: "file" }), true);
    }
    assert.match(String(download("encoding", "utf-7", { to: "text" })), /^Encoding: enter an encoding that is known/);
    assert.match(String(download("sizeLimit", "0")), /^Size limit \(MiB\): enter a number above 0/);
  });

  it("content and local file: only what is used must be there", () => {
    const num = { sourceType: "num" };
    assert.deepEqual([upload("source", ""), upload("source", "", { from: "file" })], [true, true]);
    assert.match(String(upload("source", "", num)), /^Content: enter a value$/);
    assert.equal(upload("source", "", { ...num, from: "file" }), true);
    assert.match(String(upload("filename", "", { from: "file" })), /^Local file: enter a value$/);
    assert.deepEqual([upload("filename", ""), upload("filename", "/data/x", { from: "file" })], [true, true]);
    assert.match(String(download("filename", "", { to: "file" })), /^Local file: enter a value$/);
    assert.deepEqual([download("filename", ""), download("filename", "/data/x", { to: "file" })], [true, true]);
  });

  it("vm, login and timeout: are not empty, and a timeout can be", () => {
    for (const check of [upload, download]) {
      for (const name of ["vm", "login"]) {
        assert.match(String(check(name, "")), /: enter a value$/);
        assert.equal(check(name, "x"), true);
      }
      assert.equal(check("timeout", "", { timeoutType: "num" }), true);
      assert.match(String(check("timeout", "0", { timeoutType: "num" })), /^Timeout \(s\): enter seconds/);
    }
  });

  it("references are left to Node-RED, but are not empty", () => {
    const names = ["vm", "login", "path", "source", "filename", "permissions", "ownerId", "groupId", "timeout"];
    for (const name of names) {
      const from = name === "filename" ? "file" : "message";
      for (const type of ["msg", "env", "flow", "global", "jsonata"]) {
        const node = { from, [`${name}Type`]: type };
        assert.equal(upload(name, "a/b: c", node), true);
        assert.equal(upload(name, "a[", node), "not a property");
        assert.match(String(upload(name, "", node)), /: enter a value$/);
      }
    }
    assert.equal(upload("filename", "a[", { filenameType: "msg" }), true, "what is not used is not looked at");
  });
});
