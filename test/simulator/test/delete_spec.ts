import assert from "node:assert/strict";
import { LINUX, refused, useBench, WINDOWS } from "./support";

describe("deleting a file", () => {
  const bench = useBench();
  const exists = async (path: string): Promise<boolean> => (await bench().look(LINUX, path)).status === 200;

  it("removes it, with its whole path as one segment", async () => {
    for (const vm of [LINUX, WINDOWS]) {
      const path = await bench().path(vm, { prefix: "a b%ü-" });
      const reply = await bench().deleteFile(vm, path);
      assert.deepEqual([reply.status, reply.text], [204, ""]);
      refused(await bench().deleteFile(vm, path), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    }
  });

  it("takes a Windows path as it is", async () => {
    await bench().put(WINDOWS, { path: "C:\\Windows\\Temp\\1.txt", type: "FILE" });
    const path = `/vcenter/vm/${WINDOWS}/guest/filesystem/files/c:\\windows\\temp\\1.txt?action=delete`;
    assert.equal((await bench().call("POST", path, { credentials: bench().credentials() })).status, 204);
  });

  it("is answered 404 with html by a proxy that refuses %2F", async () => {
    const path = await bench().path(LINUX);
    await bench().settings({ refuse_encoded_slash: true });
    const reply = await bench().deleteFile(LINUX, path);
    assert.equal(reply.status, 404);
    assert.match(reply.headers["content-type"] ?? "", /text\/html/);
    assert.match(reply.text, /<html>/);
    assert.ok(await exists(path));
    assert.equal((await bench().temporary(LINUX)).status, 200, "other paths pass");
  });

  it("removes a link itself, even a dangling one", async () => {
    await bench().put(LINUX, { path: "/tmp/target", type: "FILE" });
    for (const target of ["target", "none"]) {
      await bench().put(LINUX, { path: "/tmp/link", type: "SYMLINK", target, owner: "worker" });
      assert.equal((await bench().deleteFile(LINUX, "/tmp/link")).status, 204);
      assert.equal(await exists("/tmp/link"), false);
    }
    assert.ok(await exists("/tmp/target"));
  });

  it("refuses what is no file", async () => {
    refused(await bench().deleteFile(LINUX, "/tmp"), 400, "INVALID_ARGUMENT", "NOT_A_FILE");
    await bench().put(LINUX, { path: "/tmp/socket", type: "SOCKET", owner: "worker" });
    refused(await bench().deleteFile(LINUX, "/tmp/socket"), 400, "INVALID_ARGUMENT", "NOT_A_FILE");
    refused(await bench().deleteFile(LINUX, "/etc/hosts/"), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
  });

  it("needs the right to: on the directory, and in a sticky one on the file", async () => {
    refused(await bench().deleteFile(LINUX, "/etc/hosts"), 403, "UNAUTHORIZED");
    await bench().put(LINUX, { path: "/tmp/foreign", type: "FILE" });
    refused(await bench().deleteFile(LINUX, "/tmp/foreign"), 403, "UNAUTHORIZED");
    await bench().user(LINUX, "worker", { admin: true });
    assert.equal((await bench().deleteFile(LINUX, "/tmp/foreign")).status, 204);
  });

  it("is as bound to the state of things as creating is, with a switch of its own", async () => {
    const path = await bench().path(LINUX);
    await bench().vm(LINUX, { tools_conf: { DeleteFileInGuest: true } });
    refused(await bench().deleteFile(LINUX, path), 400, "UNSUPPORTED");
    await bench().vm(LINUX, { tools_conf: { DeleteFileInGuest: false }, disk: "read_only" });
    refused(await bench().deleteFile(LINUX, path), 500, "ERROR");
    await bench().vm(LINUX, { disk: "full" });
    refused(await bench().deleteFile(LINUX, path, bench().credentials({ password: "no" })), 401, "UNAUTHENTICATED");
    assert.equal((await bench().deleteFile(LINUX, path)).status, 204, "a full disk is no hindrance");
  });
});

describe("deleting a directory", () => {
  const bench = useBench();

  it("removes an empty one", async () => {
    const path = await bench().path(LINUX, {}, "directories");
    assert.equal((await bench().deleteDirectory(LINUX, path)).status, 204);
    assert.equal((await bench().look(LINUX, path)).status, 404);
    refused(await bench().deleteDirectory(LINUX, path), 404, "NOT_FOUND", "FILE_NOT_FOUND");
  });

  it("removes what is in it only if asked to, and no link's target", async () => {
    const path = await bench().path(LINUX, {}, "directories");
    await bench().path(LINUX, { parent_path: path });
    await bench().path(LINUX, { parent_path: path }, "directories");
    await bench().put(LINUX, { path: `${path}/link`, type: "SYMLINK", target: "/home/worker" });
    refused(await bench().deleteDirectory(LINUX, path), 400, "RESOURCE_IN_USE", "DIRECTORY_NOT_EMPTY");
    refused(await bench().deleteDirectory(LINUX, path, false), 400, "RESOURCE_IN_USE", "DIRECTORY_NOT_EMPTY");
    assert.equal((await bench().deleteDirectory(LINUX, path, true)).status, 204);
    assert.equal((await bench().look(LINUX, path)).status, 404);
    assert.equal((await bench().look(LINUX, "/home/worker")).status, 200);
  });

  it("refuses files and links", async () => {
    refused(await bench().deleteDirectory(LINUX, "/etc/hosts"), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
    await bench().put(LINUX, { path: "/tmp/link", type: "SYMLINK", target: "/home/worker", owner: "worker" });
    refused(await bench().deleteDirectory(LINUX, "/tmp/link", true), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
    await bench().put(LINUX, { path: "/tmp/dangling", type: "SYMLINK", target: "/none", owner: "worker" });
    refused(await bench().deleteDirectory(LINUX, "/tmp/dangling"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
  });

  it("removes what it may, and says when something stays", async () => {
    const path = await bench().path(LINUX, {}, "directories");
    await bench().put(LINUX, { path: `${path}/closed/kept`, type: "FILE" });
    await bench().put(LINUX, { path: `${path}/closed`, type: "DIRECTORY", mode: "0755", owner: "root" });
    await bench().path(LINUX, { parent_path: path });
    refused(await bench().deleteDirectory(LINUX, path, true), 403, "UNAUTHORIZED");
    assert.deepEqual(await bench().entries(LINUX, path), ["closed"]);
  });

  it("never removes the root", async () => {
    await bench().user(LINUX, "worker", { admin: true });
    refused(await bench().deleteDirectory(LINUX, "/", true), 403, "UNAUTHORIZED");
    assert.equal((await bench().look(LINUX, "/")).status, 200);
  });
});
