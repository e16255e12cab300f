import assert from "node:assert/strict";
import { FilesLab, ID, withFiles } from "../support/files";
import { nodeSuite } from "../support/lab";
import { at } from "../support/transfers";

nodeSuite("vcenter-guest-files", (lab) => {
  const files = new FilesLab(lab);

  it("lists a directory without . and .., each entry with its path", async () => {
    await files.put("/srv/data", "DIRECTORY");
    await files.put("/srv/data/sub", "DIRECTORY");
    await files.put("/srv/data/a b");
    await lab.load(withFiles());

    const { payload, guest, topic } = await files.done(at("/srv/data", { topic: "t" }));

    const listed = (payload as { name: string }[]).sort((one, other) => one.name.localeCompare(other.name));
    assert.deepEqual(listed, [
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

    const { payload } = await files.done(at("/srv"));

    assert.deepEqual((payload as { path: string }[]).map(({ path }) => path), ["/srv/a", "/srv/b", "/srv/c"]);
    const bodies = (await lab.simulator.requests()).filter(({ operation }) => operation === ID.listFiles).map(({ body }) => body);
    assert.deepEqual(bodies.map((body) => (body as { iteration: { index: number } }).iteration.index), [0, 3]);
  });

  describe("of a list without end", () => {
    const answers = (count: number, length: number): Promise<unknown> => {
      const listed = Array.from({ length: count }, (_, index) => ({ filename: `${index}`.padEnd(length, "x"), type: "FILE", size: 1 }));
      const body = JSON.stringify({ files: listed, total: 2_000_000_000, status: "READY" });
      return lab.simulator.fault({ operation: ID.listFiles, kind: "answer", status: 200, body, times: null });
    };
    for (const [what, length, calls] of [
      ["short", 10, 100],
      ["long", 4_000, 5],
    ] as const) {
      it(`with ${what} names tells that there are too many, and to use a pattern`, async () => {
        await answers(1_000, length);
        await lab.load(withFiles());
        const { code, message, cause } = await files.failure(at("/srv"));
        assert.deepEqual([code, cause.subject, cause.outcome, cause.path, cause.data], ["INVALID_ARGUMENT", "path", "not_done", "/srv", { listed: 1_000 * calls }]);
        assert.match(message, /^The list of "\/srv" in VM vm-42 at \S+ has more entries than the \d+ that fit into a message\. Give a pattern/);
        assert.equal(await lab.simulator.calls(ID.listFiles), calls);
      });
    }

    it("takes no page that is far larger than was asked for", async () => {
      await answers(60_000, 60);
      await lab.load(withFiles({}, { connection: { maxAttempts: 1 } }));
      const { code, cause } = await files.failure(at("/srv"));
      assert.deepEqual([code, cause.subject, cause.outcome], ["ERROR", "server", "not_done"]);
      assert.equal(await lab.simulator.calls(ID.listFiles), 1);
    });
  });

  it("lists what a pattern finds in the guest, and a file as itself", async () => {
    await files.put("/srv/data/a.log");
    await files.put("/srv/data/b.txt");
    await lab.load(withFiles({ pattern: "\\.log$" }));
    const names = async (path: string): Promise<unknown> => ((await files.done(at(path))).payload as { name: string; path: string }[]).map(({ path: one }) => one);
    assert.deepEqual(await names("/srv/data"), ["/srv/data/a.log"]);
    await files.reload({});
    assert.deepEqual(await names("/srv/data/b.txt"), ["/srv/data/b.txt"]);
  });

  it("tells what a file is", async () => {
    await files.put("/srv/x", "FILE", { mode: "0640" });
    await lab.load(withFiles({ operation: "stat" }));

    const { payload, guest } = await files.done(at("/srv/x"));

    const { path, type, size, permissions, filesystem_family: family } = payload as Record<string, unknown>;
    assert.deepEqual([path, type, size, permissions, family], ["/srv/x", "FILE", 0, "0640", "POSIX"]);
    assert.equal(guest?.path, "/srv/x");
  });

  it("makes a directory, with its parents if it should, and leads the next node to it", async () => {
    await lab.load(withFiles({ operation: "make-directory", parents: true }));
    const { payload, guest } = await files.done(at("/tmp/a/b/c"));
    assert.deepEqual([payload, guest?.path, guest?.kind], ["/tmp/a/b/c", "/tmp/a/b/c", "directory"]);
    assert.equal((await lab.simulator.file("vm-42", "/tmp/a/b/c")).type, "DIRECTORY");

    await files.reload({ operation: "make-directory" });
    const { code, cause } = await files.failure(at("/tmp/n/b/c"));
    assert.deepEqual([code, cause.subject, cause.outcome], ["NOT_FOUND", "path", "not_done"]);
  });

  for (const [kind, type] of [["file", "FILE"], ["directory", "DIRECTORY"]] as const) {
    it(`moves a ${kind}, and finds out that it is one`, async () => {
      await files.put("/tmp/old", type);
      await lab.load(withFiles({ operation: "move" }));

      const { payload, guest } = await files.done(at("/tmp/old", { payload: { new_path: "/tmp/new" } }));

      assert.deepEqual([payload, guest?.path, guest?.kind, guest?.attempts], ["/tmp/new", "/tmp/new", kind, 1]);
      assert.deepEqual([await files.isThere("/tmp/old"), await files.isThere("/tmp/new")], [false, true]);
    });
  }

  it("overwrites a file at the new path only if it should", async () => {
    await files.put("/tmp/old");
    await files.put("/tmp/new");
    await lab.load(withFiles({ operation: "move" }));
    const msg = at("/tmp/old", { payload: { new_path: "/tmp/new" } });
    assert.equal((await files.failure(msg)).code, "ALREADY_EXISTS");
    await files.reload({ operation: "move", overwrite: true });
    await files.done(msg);
    assert.equal(await files.isThere("/tmp/old"), false);
  });

  it("deletes a file, a link itself, an empty directory, and all that is in one if it should", async () => {
    await files.put("/tmp/d", "DIRECTORY");
    await files.put("/tmp/d/x");
    await files.put("/tmp/link", "SYMLINK", { target: "/tmp/d", mode: "0777" });
    await files.put("/tmp/e", "DIRECTORY");
    await lab.load(withFiles({ operation: "delete" }));

    for (const path of ["/tmp/link", "/tmp/e"]) {
      const { payload, guest } = await files.done(at(path));
      assert.deepEqual([payload, guest?.path], [path, path]);
      assert.equal(await files.isThere(path), false);
    }
    assert.equal(await files.isThere("/tmp/d/x"), true);
    const { code, message } = await files.failure(at("/tmp/d"));
    assert.equal(code, "RESOURCE_IN_USE");
    assert.match(message, /not empty/);

    await files.done(at("/tmp/d/x"));
    await files.put("/tmp/d/y");
    await files.reload({ operation: "delete", recursive: true });
    await files.done(at("/tmp/d"));
    assert.equal(await files.isThere("/tmp/d"), false);
  });

  it("deletes a link and not what it leads to, however its path ends", async () => {
    await files.put("/tmp/d", "DIRECTORY");
    await files.put("/tmp/d/x");
    await lab.load(withFiles({ operation: "delete", recursive: true }));

    for (const end of ["/", "//", "/.", "/./"]) {
      await files.put("/tmp/link", "SYMLINK", { target: "/tmp/d", mode: "0777" });
      assert.equal((await files.done(at(`/tmp/link${end}`))).payload, "/tmp/link");
      assert.equal(await files.isThere("/tmp/link"), false);
      assert.equal(await files.isThere("/tmp/d/x"), true);
    }
  });

  it("sets permissions, and leaves what was not given", async () => {
    await files.put("/tmp/x");
    await lab.load(withFiles({ operation: "set-attributes", permissions: "0600" }));
    assert.equal((await files.done(at("/tmp/x"))).payload, "/tmp/x");
    const { mode, owner } = await lab.simulator.file("vm-42", "/tmp/x");
    assert.deepEqual([mode, owner], ["0600", "worker"]);
  });

  it("works in a Windows guest, with its own separators and attributes", async () => {
    const vm = await files.windows();
    const home = "C:\\Users\\worker";
    await lab.load(withFiles({ operation: "make-directory" }));
    await files.done(at(`${home}\\d`, {}, vm));
    await files.reload({});
    const { payload } = await files.done(at(home, {}, vm));
    assert.ok((payload as { path: string }[]).some(({ path }) => path === `${home}\\d`));
    await files.reload({ operation: "set-attributes", hidden: true });
    await files.done(at(`${home}\\d`, {}, vm));
    await files.reload({ operation: "stat" });
    const { hidden, filesystem_family: family } = (await files.done(at(`${home}\\D`, {}, vm))).payload as Record<string, unknown>;
    assert.deepEqual([hidden, family], [true, "WINDOWS"]);
  });

  const FAILURES: [what: string, prepare: () => Promise<unknown>, path: string, code: string, subject: string][] = [
    ["the VM is off", () => lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" }), "/tmp", "NOT_ALLOWED_IN_CURRENT_STATE", "vm"],
    ["Tools do not run", () => lab.simulator.vm("vm-42", { tools: "not_running" }), "/tmp", "SERVICE_UNAVAILABLE", "tools"],
  ];
  for (const [what, prepare, path, code, subject] of FAILURES) {
    for (const operation of ["list", "stat", "delete", "move"]) {
      it(`tells that ${what}: ${operation}`, async () => {
        await prepare();
        await lab.load(withFiles({ operation }));
        const error = await files.failure(at(path === "/tmp" && operation === "delete" ? "/tmp/x" : path, { payload: { new_path: "/tmp/new" } }));
        assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], [code, subject, "not_done"]);
      });
    }
  }
});
