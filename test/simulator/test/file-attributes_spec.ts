import assert from "node:assert/strict";
import { done, FileCalls } from "./file-calls";
import { assertHas, LINUX, refused, useBench, WINDOWS } from "./support";

const MODIFIED = "2024-02-29T12:34:56.789Z";
const ACCESSED = "2024-03-01T00:00:00.000Z";

describe("the attributes of a file", () => {
  const bench = useBench();
  const linux = new FileCalls(bench, LINUX);
  const windows = new FileCalls(bench, WINDOWS);

  it("are those of a POSIX guest, times in whole seconds", async () => {
    const change = { mode: "4750", owner: "worker", group: "root", last_modified: MODIFIED, last_accessed: ACCESSED };
    await bench().put(LINUX, { path: "/srv/a b%", type: "FILE", content: "12345", ...change });
    assert.deepEqual(await linux.info("/srv/a b%"), {
      type: "FILE",
      size: 5,
      attributes: {
        last_modified: "2024-02-29T12:34:56.000Z",
        last_accessed: ACCESSED,
        filesystem_family: "POSIX",
        posix_attributes: { owner: 1000, group: 0, permissions: "4750" },
      },
    });
  });

  it("are those of a Windows guest", async () => {
    const times = { last_modified: MODIFIED, last_accessed: ACCESSED, created: "2020-01-01T00:00:00Z" };
    await bench().put(WINDOWS, { path: "C:\\Data\\a.txt", type: "FILE", hidden: true, ...times });
    assert.deepEqual((await windows.info("c:\\data\\A.TXT")).attributes, {
      last_modified: "2024-02-29T12:34:56.000Z",
      last_accessed: ACCESSED,
      filesystem_family: "WINDOWS",
      win_attributes: { hidden: true, read_only: false, created: "2020-01-01T00:00:00.000Z" },
    });
  });

  it("of a link are its own type and target, and for the rest those of what it leads to", async () => {
    await bench().put(LINUX, { path: "/srv/target", type: "DIRECTORY", mode: "0711", owner: "worker" });
    await bench().put(LINUX, { path: "/srv/link", type: "SYMLINK", target: "../srv/target" });
    const { type, attributes } = await linux.info("/srv/link");
    assert.equal(type, "SYMLINK");
    assert.equal(attributes.symlink_target, "../srv/target");
    assert.deepEqual(attributes.posix_attributes, { owner: 1000, group: 1000, permissions: "0711" });
    assert.equal((await linux.info("/srv/link/")).type, "DIRECTORY");
    await bench().put(LINUX, { path: "/srv/dangling", type: "SYMLINK", target: "none" });
    refused(await linux.get("/srv/dangling"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
  });

  it("come from the test clock: of a new file, and of a directory in which something came or went", async () => {
    const path = await bench().path(LINUX, { parent_path: "/tmp" });
    const made = (await linux.info(path)).attributes.last_modified;
    assert.equal((await linux.info("/tmp")).attributes.last_modified, made);
    await bench().advance(600);
    done(await bench().deleteFile(LINUX, path));
    const passed = Date.parse((await linux.info("/tmp")).attributes.last_modified) - Date.parse(made);
    assert.ok(passed >= 600_000, String(passed));
  });

  it("are refused for what is not there or not readable", async () => {
    refused(await linux.get("/none"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    refused(await linux.get("/root/x"), 403, "UNAUTHORIZED");
    await bench().put(LINUX, { path: "/srv/secret", type: "FILE", mode: "0600" });
    refused(await linux.get("/srv/secret"), 403, "UNAUTHORIZED");
    refused(await linux.get(`/${"x".repeat(256)}`), 400, "INVALID_ARGUMENT", "PATH_TOO_LONG");
  });

  it("are refused by a proxy that takes no %2F, with the status that is set, before anything is done", async () => {
    for (const [setting, status] of [[400, 400], [404, 404], [true, 404]] as const) {
      await bench().settings({ refuse_encoded_slash: setting });
      const reply = await linux.get("/etc/hosts");
      assert.deepEqual([reply.status, reply.json], [status, undefined]);
      assert.match(reply.headers["content-type"] ?? "", /text\/html/);
    }
    assert.equal((await bench().counters()).guest_logins.accepted, 0);
    assert.equal((await linux.list("/etc/hosts")).status, 200);
    await bench().settings({ refuse_encoded_slash: false });
    assert.equal((await linux.get("/etc/hosts")).status, 200);
  });
});

describe("setting attributes", () => {
  const bench = useBench();
  const linux = new FileCalls(bench, LINUX);
  const windows = new FileCalls(bench, WINDOWS);
  const admin = (): Promise<unknown> => bench().user(LINUX, "worker", { admin: true });

  it("changes what is given and leaves the rest", async () => {
    const path = await bench().path(LINUX, {}, "directories");
    done(await linux.update(path, { last_modified: MODIFIED }));
    done(await linux.update(path, { posix: { permissions: "1755" } }));
    done(await linux.update(path, {}));
    const { attributes } = await linux.info(path);
    assert.equal(attributes.last_modified, "2024-02-29T12:34:56.000Z");
    assert.notEqual(attributes.last_accessed, attributes.last_modified);
    assert.deepEqual(attributes.posix_attributes, { owner: 1000, group: 1000, permissions: "1755" });
    done(await linux.update(path, { last_accessed: "2024-03-01T01:00:00+01:00" }));
    assert.equal((await linux.info(path)).attributes.last_accessed, ACCESSED);
  });

  it("lets only an admin give a file away, and takes set-uid off it", async () => {
    const path = await bench().path(LINUX);
    refused(await linux.update(path, { posix: { owner_id: 0 } }), 403, "UNAUTHORIZED");
    refused(await linux.update(path, { posix: { group_id: 0 } }), 403, "UNAUTHORIZED");
    done(await linux.update(path, { posix: { owner_id: 1000, group_id: 1000, permissions: "4755" } }));
    await admin();
    done(await linux.update(path, { posix: { owner_id: 0, group_id: 4711 } }));
    const { posix_attributes } = (await linux.info(path)).attributes;
    assert.deepEqual(posix_attributes, { owner: 0, group: 4711, permissions: "0755" });
    assertHas((await bench().look(LINUX, path)).json, { owner: "root", group: "4711", mode: "0755" });
  });

  it("lets only the owner change mode and times", async () => {
    await bench().put(LINUX, { path: "/tmp/foreign", type: "FILE", mode: "0666", owner: "other" });
    for (const change of [{ posix: { permissions: "0600" } }, { last_modified: MODIFIED }, { last_accessed: MODIFIED }]) {
      refused(await linux.update("/tmp/foreign", change), 403, "UNAUTHORIZED");
    }
    assert.equal((await linux.info("/tmp/foreign")).attributes.posix_attributes?.owner, 65_534);
    await admin();
    done(await linux.update("/tmp/foreign", { posix: { permissions: "600" }, last_modified: MODIFIED }));
  });

  it("decides about access from then on", async () => {
    const path = await bench().path(LINUX, {}, "directories");
    done(await linux.update(path, { posix: { permissions: "0500" } }));
    refused(await bench().temporary(LINUX, { parent_path: path }), 403, "UNAUTHORIZED");
    done(await linux.update(path, { posix: { permissions: "0300" } }));
    refused(await linux.list(path), 403, "UNAUTHORIZED");
    assert.equal((await bench().temporary(LINUX, { parent_path: path })).status, 200);
  });

  it("follows a link", async () => {
    const path = await bench().path(LINUX);
    await bench().put(LINUX, { path: "/tmp/link", type: "SYMLINK", target: path });
    done(await linux.update("/tmp/link", { posix: { permissions: "0640" } }));
    assertHas((await bench().look(LINUX, path)).json, { mode: "0640" });
    assertHas((await bench().look(LINUX, "/tmp/link")).json, { mode: "0777" });
    await bench().put(LINUX, { path: "/tmp/link", type: "SYMLINK", target: "/none" });
    refused(await linux.update("/tmp/link", {}), 404, "NOT_FOUND", "FILE_NOT_FOUND");
  });

  it("hides and protects in a Windows guest, until it is undone", async () => {
    const path = await bench().path(WINDOWS);
    done(await windows.update(path, { windows: { hidden: true } }));
    done(await windows.update(path.toUpperCase(), { windows: { read_only: true } }));
    assertHas((await windows.info(path)).attributes.win_attributes, { hidden: true, read_only: true });
    refused(await bench().deleteFile(WINDOWS, path), 403, "UNAUTHORIZED");
    done(await windows.update(path, { windows: { read_only: false } }));
    done(await bench().deleteFile(WINDOWS, path));
  });

  it("may be done in a Windows guest by whoever may write in the folder, and by nobody else", async () => {
    await bench().put(WINDOWS, { path: "C:\\Windows\\Temp\\a", type: "FILE" });
    done(await windows.update("C:\\Windows\\Temp\\a", { windows: { hidden: true } }));
    await bench().put(WINDOWS, { path: "C:\\Windows\\a", type: "FILE" });
    refused(await windows.update("C:\\Windows\\a", { windows: { hidden: true } }), 403, "UNAUTHORIZED");
  });

  it("of the other family is refused before the login, and without data", async () => {
    const wrong = { credentials: bench().credentials({ password: "wrong" }) };
    const posix = { posix: { permissions: "0600" } };
    refused(await windows.update("C:\\none", posix, wrong), 400, "INVALID_ARGUMENT");
    refused(await linux.update("/none", { windows: { hidden: true } }, wrong), 400, "INVALID_ARGUMENT");
    assert.equal((await bench().counters()).guest_logins.refused, 0);
    refused(await linux.update("/none", posix, wrong), 401, "UNAUTHENTICATED");
    refused(await linux.update("/none", posix), 404, "NOT_FOUND", "FILE_NOT_FOUND");
  });

  it("refuses values that mean nothing", async () => {
    const path = await bench().path(LINUX);
    for (const posix of [{ permissions: "0800" }, { permissions: "" }, { permissions: "rw" }, { owner_id: -1 }]) {
      refused(await linux.update(path, { posix }), 400, "INVALID_ARGUMENT");
    }
    refused(await linux.update(path, { last_modified: "yesterday" }), 400, "INVALID_ARGUMENT");
    refused(await linux.update("", {}), 400, "INVALID_ARGUMENT");
  });

  it("has a switch of its own, and is bound to the state of the disk", async () => {
    const path = await bench().path(LINUX);
    await bench().vm(LINUX, { disk: "full" });
    done(await linux.update(path, { posix: { permissions: "0644" } }));
    await bench().vm(LINUX, { disk: "read_only" });
    refused(await linux.update(path, { posix: { permissions: "0600" } }), 500, "ERROR");
    await bench().vm(LINUX, { tools_conf: { ChangeFileAttributesInGuest: true } });
    refused(await linux.update(path, {}), 400, "UNSUPPORTED");
  });

  it("is done although the answer is an error, when Tools die in mid-call", async () => {
    const path = await bench().path(LINUX);
    await bench().vm(LINUX, { tools: "dies_in_mid_call" });
    refused(await linux.update(path, { posix: { permissions: "0644" } }), 500, "ERROR");
    refused(await linux.update("/none", {}), 500, "ERROR");
    assertHas((await bench().look(LINUX, path)).json, { mode: "0644" });
  });
});
