import assert from "node:assert/strict";
import { operations } from "../../src/vcenter/operations";
import { FILES_DEFAULTS } from "../support/flow";
import { type Lab, nodeSuite, type Setup } from "../support/lab";
import type { FlowNode, Msg } from "../support/node-red";
import { CREATE_DIRECTORY } from "../support/simulator";

const PLACE = { z: "tab-1", x: 100, y: 200 };
const ID = Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, "id" in operation ? operation.id : name])) as Record<keyof typeof operations, string>;

/** `files-1` with `ok` and `failed` behind it, beside the usual flow. */
function withFiles(changes: object = {}, { more = [], ...setup }: Setup = {}): Setup {
  const node: FlowNode = { id: "files-1", type: "vcenter-guest-files", ...PLACE, ...FILES_DEFAULTS, wires: [["ok"], ["failed"]], ...changes };
  return { ...setup, more: [node, ...more] };
}

const at = (path: string, more: object = {}, vm = "vm-42"): object => ({ guest: { vm, path }, ...more });

async function done({ red }: Lab, msg: object): Promise<Msg> {
  const { out, msg: result } = await red.ask("files-1", msg, "ok", "failed");
  assert.equal(out, "ok", JSON.stringify(result.error));
  return result;
}

async function failure({ red }: Lab, msg: object): Promise<NonNullable<Msg["error"]>> {
  const { out, msg: result } = await red.ask("files-1", msg, "ok", "failed");
  assert.equal(out, "failed", JSON.stringify(result.payload));
  return result.error!;
}

nodeSuite("vcenter-guest-files", (lab) => {
  const put = (path: string, type = "FILE", more: object = {}, vm = "vm-42"): Promise<unknown> =>
    lab.simulator.control("PUT", `/vms/${vm}/files`, { path, type, owner: "worker", mode: type === "FILE" ? "0644" : "0755", ...more });
  const isThere = (path: string, vm = "vm-42"): Promise<boolean> => lab.simulator.file(vm, path).then(() => true, () => false);

  /** Another flow in the same test. */
  async function reload(changes: object): Promise<void> {
    await lab.red.unload();
    await lab.load(withFiles(changes));
  }

  async function windows(): Promise<string> {
    const [machine] = (await lab.simulator.control("POST", "/vms", { count: 1, family: "WINDOWS" })) as { vm: string }[];
    return machine!.vm;
  }

  it("lists a directory without . and .., each entry with its path", async () => {
    await put("/srv/data", "DIRECTORY");
    await put("/srv/data/sub", "DIRECTORY");
    await put("/srv/data/a b");
    await lab.load(withFiles());

    const { payload, guest, topic } = await done(lab, at("/srv/data", { topic: "t" }));

    const files = (payload as { name: string }[]).sort((one, other) => one.name.localeCompare(other.name));
    assert.deepEqual(files, [
      { name: "a b", path: "/srv/data/a b", type: "FILE", size: 0 },
      { name: "sub", path: "/srv/data/sub", type: "DIRECTORY", size: 0 },
    ]);
    assert.deepEqual([guest?.vm, guest?.path, guest?.attempts, topic], ["vm-42", "/srv/data", 1, "t"]);
  });

  it("lists all pages", async () => {
    const page = (status: string, ...names: string[]): string =>
      JSON.stringify({ files: names.map((filename) => ({ filename, type: "FILE", size: 1 })), total: 5, status });
    await lab.simulator.fault({ operation: ID.listFiles, kind: "answer", status: 200, body: page("READY", ".", "..", "a") });
    await lab.simulator.fault({ operation: ID.listFiles, kind: "answer", status: 200, after: 1, body: page("END_OF_DATA", "b", "c") });
    await lab.load(withFiles());

    const { payload } = await done(lab, at("/srv"));

    assert.deepEqual((payload as { path: string }[]).map(({ path }) => path), ["/srv/a", "/srv/b", "/srv/c"]);
    const bodies = (await lab.simulator.requests()).filter(({ operation }) => operation === ID.listFiles).map(({ body }) => body);
    assert.deepEqual(bodies.map((body) => (body as { iteration: { index: number } }).iteration.index), [0, 3]);
  });

  it("lists what a pattern finds in the guest, and a file as itself", async () => {
    await put("/srv/data/a.log");
    await put("/srv/data/b.txt");
    await lab.load(withFiles({ pattern: "\\.log$" }));
    const names = async (path: string): Promise<unknown> => ((await done(lab, at(path))).payload as { name: string; path: string }[]).map(({ path: one }) => one);
    assert.deepEqual(await names("/srv/data"), ["/srv/data/a.log"]);
    await reload({});
    assert.deepEqual(await names("/srv/data/b.txt"), ["/srv/data/b.txt"]);
  });

  it("tells what a file is", async () => {
    await put("/srv/x", "FILE", { mode: "0640" });
    await lab.load(withFiles({ operation: "stat" }));

    const { payload, guest } = await done(lab, at("/srv/x"));

    const { path, type, size, permissions, filesystem_family: family } = payload as Record<string, unknown>;
    assert.deepEqual([path, type, size, permissions, family], ["/srv/x", "FILE", 0, "0640", "POSIX"]);
    assert.equal(guest?.path, "/srv/x");
  });

  it("makes a directory, with its parents if it should, and leads the next node to it", async () => {
    await lab.load(withFiles({ operation: "make-directory", parents: true }));
    const { payload, guest } = await done(lab, at("/tmp/a/b/c"));
    assert.deepEqual([payload, guest?.path, guest?.kind], ["/tmp/a/b/c", "/tmp/a/b/c", "directory"]);
    assert.equal((await lab.simulator.file("vm-42", "/tmp/a/b/c")).type, "DIRECTORY");

    await reload({ operation: "make-directory" });
    const { code, cause } = await failure(lab, at("/tmp/n/b/c"));
    assert.deepEqual([code, cause.subject, cause.outcome], ["NOT_FOUND", "path", "not_done"]);
  });

  for (const [kind, type] of [["file", "FILE"], ["directory", "DIRECTORY"]] as const) {
    it(`moves a ${kind}, and finds out that it is one`, async () => {
      await put("/tmp/old", type);
      await lab.load(withFiles({ operation: "move" }));

      const { payload, guest } = await done(lab, at("/tmp/old", { payload: { new_path: "/tmp/new" } }));

      assert.deepEqual([payload, guest?.path, guest?.kind, guest?.attempts], ["/tmp/new", "/tmp/new", kind, 1]);
      assert.deepEqual([await isThere("/tmp/old"), await isThere("/tmp/new")], [false, true]);
    });
  }

  it("overwrites a file at the new path only if it should", async () => {
    await put("/tmp/old");
    await put("/tmp/new");
    await lab.load(withFiles({ operation: "move" }));
    const msg = at("/tmp/old", { payload: { new_path: "/tmp/new" } });
    assert.equal((await failure(lab, msg)).code, "ALREADY_EXISTS");
    await reload({ operation: "move", overwrite: true });
    await done(lab, msg);
    assert.equal(await isThere("/tmp/old"), false);
  });

  it("deletes a file, a link itself, an empty directory, and all that is in one if it should", async () => {
    await put("/tmp/d", "DIRECTORY");
    await put("/tmp/d/x");
    await put("/tmp/link", "SYMLINK", { target: "/tmp/d", mode: "0777" });
    await put("/tmp/e", "DIRECTORY");
    await lab.load(withFiles({ operation: "delete" }));

    for (const path of ["/tmp/link", "/tmp/e"]) {
      const { payload, guest } = await done(lab, at(path));
      assert.deepEqual([payload, guest?.path], [path, path]);
      assert.equal(await isThere(path), false);
    }
    assert.equal(await isThere("/tmp/d/x"), true);
    const { code, message } = await failure(lab, at("/tmp/d"));
    assert.equal(code, "RESOURCE_IN_USE");
    assert.match(message, /not empty/);

    await done(lab, at("/tmp/d/x"));
    await put("/tmp/d/y");
    await reload({ operation: "delete", recursive: true });
    await done(lab, at("/tmp/d"));
    assert.equal(await isThere("/tmp/d"), false);
  });

  for (const path of ["/", "/tmp/..", "//tmp/./..", "C:\\", "C:\\Temp\\..", "c:/.", "\\\\server\\share\\x\\.."]) {
    it(`deletes no root: ${path}`, async () => {
      await lab.load(withFiles({ operation: "delete", recursive: true }));
      const { code, message } = await failure(lab, at(path));
      assert.equal(code, "INVALID_ARGUMENT");
      assert.match(message, /root or a drive/);
      await lab.assertNothingSent();
    });
  }

  it("sets permissions, and leaves what was not given", async () => {
    await put("/tmp/x");
    await lab.load(withFiles({ operation: "set-attributes", permissions: "0600" }));
    assert.equal((await done(lab, at("/tmp/x"))).payload, "/tmp/x");
    const { mode, owner } = await lab.simulator.file("vm-42", "/tmp/x");
    assert.deepEqual([mode, owner], ["0600", "worker"]);
  });

  it("works in a Windows guest, with its own separators and attributes", async () => {
    const vm = await windows();
    const home = "C:\\Users\\worker";
    await lab.load(withFiles({ operation: "make-directory" }));
    await done(lab, at(`${home}\\d`, {}, vm));
    await reload({});
    const { payload } = await done(lab, at(home, {}, vm));
    assert.ok((payload as { path: string }[]).some(({ path }) => path === `${home}\\d`));
    await reload({ operation: "set-attributes", hidden: true });
    await done(lab, at(`${home}\\d`, {}, vm));
    await reload({ operation: "stat" });
    const { hidden, filesystem_family: family } = (await done(lab, at(`${home}\\D`, {}, vm))).payload as Record<string, unknown>;
    assert.deepEqual([hidden, family], [true, "WINDOWS"]);
  });

  for (const status of [400, 404] as const) {
    it(`deletes and looks at a file also where a proxy refuses its path in a URL, with ${status}`, async () => {
      await put("/tmp/a b/x", "FILE", { mode: "0600" });
      await put("/tmp/a b", "DIRECTORY");
      await lab.simulator.settings({ refuse_encoded_slash: status });
      await lab.load(withFiles({ operation: "stat" }));
      assert.deepEqual((await done(lab, at("/tmp/a b/x"))).payload, { path: "/tmp/a b/x", type: "FILE", size: 0 });
      await reload({ operation: "delete" });

      await done(lab, at("/tmp/a b/x"));

      assert.deepEqual((await lab.simulator.file("vm-42", "/tmp/a b")).entries, []);
      const { calls } = await lab.simulator.counters();
      assert.deepEqual([calls[CREATE_DIRECTORY], calls[ID.moveFile], calls[ID.deleteDirectory]], [1, 1, 1]);
    });
  }

  it("leaves nothing behind where the detour fails", async () => {
    await put("/tmp/d", "DIRECTORY");
    await put("/tmp/d/x");
    await lab.simulator.settings({ refuse_encoded_slash: 404 });
    await lab.simulator.fault({ operation: ID.moveFile, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
    await lab.load(withFiles({ operation: "delete" }));
    const { code, cause } = await failure(lab, at("/tmp/d/x"));
    assert.deepEqual([code, cause.outcome], ["UNAUTHORIZED", "not_done"]);
    assert.deepEqual((await lab.simulator.file("vm-42", "/tmp/d")).entries, ["x"]);
  });

  it("tells why the detour failed, not why what it made could not be removed", async () => {
    await put("/tmp/d", "DIRECTORY");
    await put("/tmp/d/x");
    await lab.simulator.settings({ refuse_encoded_slash: 404 });
    await lab.simulator.fault({ operation: ID.moveFile, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
    await lab.simulator.fault({ operation: ID.deleteDirectory, kind: "error", status: 400, error_type: "RESOURCE_IN_USE" });
    await lab.load(withFiles({ operation: "delete" }));
    assert.equal((await failure(lab, at("/tmp/d/x"))).code, "UNAUTHORIZED");
    assert.equal(await lab.simulator.calls(ID.deleteDirectory), 1);
  });

  it("takes a second deletion that finds nothing for the first one's success, where its answer was lost", async () => {
    await put("/tmp/x");
    await lab.load(withFiles({ operation: "delete" }));
    await lab.simulator.fault({ operation: ID.deleteFile, kind: "lost" });
    const { guest } = await done(lab, at("/tmp/x"));
    assert.deepEqual([await lab.simulator.calls(ID.deleteFile), guest?.attempts], [2, 2]);
    assert.equal((await failure(lab, at("/tmp/x"))).code, "NOT_FOUND");
  });

  for (const [operation, call] of [["move", ID.moveFile], ["make-directory", ID.createDirectory]] as const) {
    it(`does not repeat where an answer was lost: ${operation}`, async () => {
      await put("/tmp/x");
      await lab.load(withFiles({ operation }));
      await lab.simulator.fault({ operation: call, kind: "lost" });
      const path = operation === "move" ? "/tmp/x" : "/tmp/made";
      const { cause } = await failure(lab, at(path, { payload: { new_path: "/tmp/made" } }));
      assert.deepEqual([cause.outcome, cause.attempts, await lab.simulator.calls(call)], ["unknown", 1, 1]);
      assert.equal(await isThere("/tmp/made"), true);
    });
  }

  it("says that it may have been done where a reset ends the repeat of a lost one", async () => {
    await put("/tmp/x");
    await lab.load(withFiles({ operation: "delete" }));
    await lab.simulator.fault({ operation: ID.deleteFile, kind: "lost" });
    await lab.simulator.fault({ operation: ID.deleteFile, kind: "no_healthy_upstream", after: 1, times: null });
    const failed = failure(lab, at("/tmp/x"));
    await lab.called(ID.deleteFile, 2);
    lab.red.send("files-1", { reset: true });
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.outcome], ["CANCELED", "unknown"]);
  });

  it("ends at its deadline, and the VM serves the next", async () => {
    await put("/tmp/x");
    await lab.load(withFiles({ timeout: 0.4 }));
    await lab.path();
    await lab.simulator.fault({ operation: ID.listFiles, kind: "hang" });
    const { code, cause } = await failure(lab, at("/tmp"));
    assert.deepEqual([code, cause.subject, cause.outcome], ["TIMED_OUT", "server", "not_done"]);
    await lab.release();
    await done(lab, at("/tmp"));
  });

  it("is canceled by a deploy, and leaves nothing behind", async () => {
    await lab.load(withFiles());
    await lab.simulator.fault({ operation: ID.listFiles, kind: "hang" });
    lab.red.send("files-1", at("/tmp"));
    await lab.called(ID.listFiles);
    const deployed = lab.deploy("full", withFiles({ name: "new" }));
    await lab.release();
    await deployed;
    assert.deepEqual(lab.red.ended("files-1").map(({ error }) => error?.code), ["CANCELED"]);
    await lab.red.unload();
    await lab.assertNothingLeft();
  });

  const FAILURES: [what: string, prepare: () => Promise<unknown>, path: string, code: string, subject: string][] = [
    ["the VM is off", () => lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" }), "/tmp", "NOT_ALLOWED_IN_CURRENT_STATE", "vm"],
    ["a right is missing", () => put("/srv/secret", "DIRECTORY", { owner: "root", mode: "0700" }), "/srv/secret/x", "UNAUTHORIZED", "permission"],
    ["the path does not exist", () => Promise.resolve(), "/srv/none", "NOT_FOUND", "path"],
    ["Tools do not run", () => lab.simulator.vm("vm-42", { tools: "not_running" }), "/tmp", "SERVICE_UNAVAILABLE", "tools"],
  ];
  for (const [what, prepare, path, code, subject] of FAILURES) {
    for (const operation of ["list", "stat", "delete", "move"]) {
      it(`tells that ${what}: ${operation}`, async () => {
        await prepare();
        await lab.load(withFiles({ operation }));
        const error = await failure(lab, at(path === "/tmp" && operation === "delete" ? "/tmp/x" : path, { payload: { new_path: "/tmp/new" } }));
        assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], [code, subject, "not_done"]);
      });
    }
  }

  const BAD: [what: string, changes: object, msg: object, says: RegExp][] = [
    ["path", {}, { guest: { vm: "vm-42" } }, /^The path \(msg\.guest\.path\) is missing/],
    ["path", {}, at("tmp"), /^The path \(msg\.guest\.path\) must be an absolute path/],
    ["path", {}, { guest: { vm: "vm-42", path: ["/tmp"] } }, /but is an array/],
    ["VM", {}, { guest: { path: "/tmp" } }, /^The VM \(msg\.guest\.vm\) is missing/],
    ["new path", { operation: "move" }, at("/tmp/x"), /^The new path \(msg\.payload\.new_path\) is missing/],
    ["pattern", { pattern: "p", patternType: "msg" }, at("/tmp", { p: {} }), /^The pattern \(msg\.p\) must be text/],
    ["permissions", { operation: "set-attributes", permissions: "rw" }, at("/tmp/x"), /^The permissions must be/],
    ["attributes", { operation: "set-attributes" }, at("/tmp/x"), /give no attribute to set/],
    ["operation", { operation: "format" }, at("/tmp/x"), /^The operation of the node does not exist/],
    ["server", { vm: "vm-42", vmType: "str" }, { guest: { path: "/tmp", server: "other:443" } }, /^msg\.guest speaks of a VM at other:443/],
  ];
  for (const [what, changes, msg, says] of BAD) {
    it(`refuses a wrong ${what}, and sends nothing: ${says.source}`, async () => {
      await lab.load(withFiles(changes));
      const { code, message, cause } = await failure(lab, msg);
      assert.deepEqual([code, cause.outcome], ["INVALID_ARGUMENT", "not_done"]);
      assert.match(message, says);
      await lab.assertNothingSent();
    });
  }
});
