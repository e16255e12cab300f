import assert from "node:assert/strict";
import { decoderOf } from "../../src/runtime/encoding";
import { accepts, load, verdict } from "./editor-verdicts";

const nodes = { files: load("vcenter-guest-files"), run: load("vcenter-guest-run"), vms: load("vcenter-vms") };
type Name = keyof typeof nodes;

/** The verdict about a typed value. */
const check = (node: Name, name: string, value: unknown, type = "msg", others: object = {}) =>
  verdict(nodes[node], name, value, { ...others, [`${name}Type`]: type });

describe("validators: files, run and VMs", () => {
  const needed: [Name, string][] = [["files", "vm"], ["files", "login"], ["files", "path"], ["run", "vm"], ["run", "login"]];

  for (const [node, name] of needed) {
    it(`${node}: ${name} is not empty, and else left to Node-RED`, () => {
      for (const type of ["str", "msg", "env", "jsonata"]) {
        assert.match(String(check(node, name, "", type)), /: enter a value$/);
        assert.equal(check(node, name, "a/b", type), true);
      }
      assert.equal(check(node, name, "a["), "not a property");
    });
  }

  it("files: a new path is needed where something is moved", () => {
    assert.match(String(check("files", "newPath", "", "str", { operation: "move" })), /^New path: enter a value$/);
    assert.equal(check("files", "newPath", "", "str", { operation: "list" }), true);
    assert.equal(check("files", "newPath", "a[", "msg", { operation: "list" }), "not a property");
  });

  it("run: a program that is typed in is an absolute path, any other is not empty and else left to Node-RED", () => {
    for (const path of ["/bin/echo", "/opt/my tools/job.sh", "C:\\Tools\\job.exe", "c:/tools/job.exe", "\\\\server\\share\\job.exe"]) {
      assert.equal(check("run", "program", path, "str"), true, path);
    }
    for (const other of ["", "echo", "bin/echo", "./job.sh", "C:job.exe", "/bin/echo\n", `/${"a".repeat(4096)}`]) {
      assert.match(String(check("run", "program", other, "str")), /^Program: enter an absolute path of a program, like/, other);
    }
    assert.equal(check("run", "program", "payload.program"), true);
    assert.match(String(check("run", "program", "")), /: enter a value$/);
    assert.equal(check("run", "program", "a["), "not a property");
  });

  it("what may be empty is left to Node-RED", () => {
    const free: [Name, string][] = [["files", "pattern"], ["files", "ownerId"], ["run", "args"], ["run", "environment"], ["vms", "names"], ["vms", "hosts"]];
    for (const [node, name] of free) {
      assert.deepEqual([check(node, name, ""), check(node, name, "a"), check(node, name, "a[")], [true, true, "not a property"], name);
    }
  });

  it("a timeout is seconds that a timer can hold, or empty, or left to Node-RED", () => {
    for (const node of ["files", "run", "vms"] as const) {
      for (const value of ["", "0.5", " 5 ", "2147483.647"]) {
        assert.equal(check(node, "timeout", value, "num"), true, value);
      }
      for (const value of ["0", "-1", "x", " ", "2147483.648", "Infinity"]) {
        assert.match(String(check(node, "timeout", value, "num")), /^Timeout \(s\): enter seconds/, value);
      }
      assert.deepEqual([check(node, "timeout", ""), check(node, "timeout", "a[")], [true, "not a property"]);
    }
  });

  it("run: encoding, size limit and time of the program can be empty, then they are as usual", () => {
    const run = (name: string, value: unknown) => verdict(nodes.run, name, value);
    for (const name of ["encoding", "sizeLimit", "runTimeout"]) {
      assert.deepEqual([run(name, ""), run(name, undefined)], [true, true], name);
    }
    for (const encoding of ["utf-8", " UTF-16LE ", "windows-1252", "utf-7", "x"]) {
      assert.equal(run("encoding", encoding) === true, accepts(() => decoderOf(encoding)), encoding);
    }
    assert.deepEqual([run("sizeLimit", 16), run("sizeLimit", " 0.5 "), run("runTimeout", 300)], [true, true, true]);
    assert.match(String(run("encoding", "utf-7")), /^Encoding: enter an encoding/);
    assert.match(String(run("sizeLimit", "0")), /: enter MiB, more than 0$/);
    assert.match(String(run("runTimeout", "2147483.648")), /: enter seconds/);
  });
});
