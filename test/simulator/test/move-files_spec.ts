import assert from "node:assert/strict";
import { done, FileCalls } from "./file-calls";
import { assertHas, LINUX, refused, useBench, WINDOWS } from "./support";

describe("moving a file", () => {
  const bench = useBench();
  const linux = new FileCalls(bench, LINUX);
  const windows = new FileCalls(bench, WINDOWS);
  const put = (path: string, change: Record<string, unknown> = {}): Promise<unknown> =>
    bench().put(LINUX, { path, type: "FILE", owner: "worker", ...change });
  const status = async (path: string): Promise<number> => (await bench().look(LINUX, path)).status;

  it("gives it another name and directory, with all that belongs to it", async () => {
    await put("/tmp/a", { content: "12345", mode: "0640", last_modified: "2024-01-01T00:00:00Z" });
    done(await linux.moveFile("/tmp/a", "/home/worker/b"));
    assert.equal(await status("/tmp/a"), 404);
    const kept = { size: 5, mode: "0640", owner: "worker", last_modified: "2024-01-01T00:00:00.000Z" };
    assertHas((await bench().look(LINUX, "/home/worker/b")).json, kept);
    assert.deepEqual(await bench().entries(LINUX, "/home/worker"), ["b"]);
  });

  it("replaces another file only if asked to", async () => {
    await put("/tmp/a", { content: "new" });
    await put("/tmp/b", { content: "older" });
    refused(await linux.moveFile("/tmp/a", "/tmp/b"), 400, "ALREADY_EXISTS");
    refused(await linux.moveFile("/tmp/a", "/tmp/b", { overwrite: false }), 400, "ALREADY_EXISTS");
    assertHas((await bench().look(LINUX, "/tmp/b")).json, { size: 5 });
    done(await linux.moveFile("/tmp/a", "/tmp/b", { overwrite: true }));
    assertHas((await bench().look(LINUX, "/tmp/b")).json, { size: 3 });
    assert.deepEqual(await bench().entries(LINUX, "/tmp"), ["b"]);
  });

  it("never replaces a directory, but a link to one", async () => {
    await put("/tmp/a");
    await put("/tmp/directory", { type: "DIRECTORY" });
    await put("/tmp/link", { type: "SYMLINK", target: "directory" });
    refused(await linux.moveFile("/tmp/a", "/tmp/directory", { overwrite: true }), 400, "ALREADY_EXISTS");
    refused(await linux.moveFile("/tmp/a", "/tmp/link"), 400, "ALREADY_EXISTS");
    done(await linux.moveFile("/tmp/a", "/tmp/link", { overwrite: true }));
    assertHas((await bench().look(LINUX, "/tmp/link")).json, { type: "FILE" });
    assert.equal(await status("/tmp/directory"), 200);
  });

  it("does nothing onto itself, by whatever way", async () => {
    await put("/tmp/a");
    await put("/tmp/link", { type: "SYMLINK", target: "a" });
    for (const [from, to] of [["/tmp/a", "/tmp/a"], ["/tmp/a", "/tmp/../tmp/a"], ["/tmp/a", "/tmp/link"], ["/tmp/link", "/tmp/a"]] as const) {
      done(await linux.moveFile(from, to));
    }
    assert.deepEqual(await bench().entries(LINUX, "/tmp"), ["a", "link"]);
  });

  it("moves a link itself, and replaces a dangling one", async () => {
    await put("/tmp/a");
    await put("/tmp/link", { type: "SYMLINK", target: "/tmp/a" });
    await put("/tmp/dangling", { type: "SYMLINK", target: "/none" });
    refused(await linux.moveFile("/tmp/dangling", "/tmp/b"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    done(await linux.moveFile("/tmp/link", "/tmp/dangling"));
    assertHas((await bench().look(LINUX, "/tmp/dangling")).json, { type: "SYMLINK", target: "/tmp/a" });
    assert.equal(await status("/tmp/a"), 200);
  });

  it("refuses what is no file or is not there, by the path that is to blame", async () => {
    await put("/tmp/a");
    const blames = (reply: Awaited<ReturnType<typeof linux.moveFile>>, ...expected: [number, string, string, string]): void => {
      const [code, type, reason, path] = expected;
      assert.equal(refused(reply, code, type, reason).data?.file_path, path);
    };
    blames(await linux.moveFile("/tmp", "/tmp2"), 400, "INVALID_ARGUMENT", "NOT_A_FILE", "/tmp");
    blames(await linux.moveFile("/tmp/none", "/tmp/b"), 404, "NOT_FOUND", "FILE_NOT_FOUND", "/tmp/none");
    blames(await linux.moveFile("/tmp/a", "/tmp/none/b"), 404, "NOT_FOUND", "FILE_NOT_FOUND", "/tmp/none/b");
    blames(await linux.moveFile("/tmp/a", "/etc/hosts/b"), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY", "/etc/hosts/b");
    blames(await linux.moveFile("/tmp/a", "/tmp/b/"), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY", "/tmp/b/");
    const long = `/tmp/${"x".repeat(256)}`;
    blames(await linux.moveFile("/tmp/a", long), 400, "INVALID_ARGUMENT", "PATH_TOO_LONG", long);
    assert.deepEqual(await bench().entries(LINUX, "/tmp"), ["a"]);
  });

  it("refuses an empty path before the login", async () => {
    const wrong = { credentials: bench().credentials({ password: "wrong" }) };
    refused(await linux.moveFile("", "/tmp/a", wrong), 400, "INVALID_ARGUMENT");
    refused(await linux.moveFile("/tmp/a", "", wrong), 400, "INVALID_ARGUMENT");
    refused(await linux.moveFile("/tmp/a", "/tmp/b", wrong), 401, "UNAUTHENTICATED");
  });

  it("needs the right to at both ends, and on what is replaced", async () => {
    await put("/tmp/a");
    await put("/tmp/foreign", { owner: "root" });
    refused(await linux.moveFile("/etc/hosts", "/tmp/hosts"), 403, "UNAUTHORIZED");
    refused(await linux.moveFile("/tmp/a", "/etc/a"), 403, "UNAUTHORIZED");
    refused(await linux.moveFile("/tmp/foreign", "/tmp/b"), 403, "UNAUTHORIZED");
    refused(await linux.moveFile("/tmp/a", "/tmp/foreign", { overwrite: true }), 403, "UNAUTHORIZED");
    await bench().user(LINUX, "worker", { admin: true });
    done(await linux.moveFile("/etc/hosts", "/tmp/hosts"));
  });

  it("has a switch of its own, and is bound to the state of the disk", async () => {
    await put("/tmp/a");
    await bench().vm(LINUX, { disk: "read_only" });
    refused(await linux.moveFile("/tmp/a", "/tmp/b"), 500, "ERROR");
    await bench().vm(LINUX, { disk: "full" });
    refused(await linux.moveFile("/tmp/a", "/home/worker/a"), 500, "UNABLE_TO_ALLOCATE_RESOURCE", "NO_DISK_SPACE");
    done(await linux.moveFile("/tmp/a", "/tmp/c"));
    done(await linux.moveFile("/tmp/c", "/tmp/a"));
    await bench().vm(LINUX, { tools_conf: { MoveFileInGuest: true } });
    refused(await linux.moveFile("/tmp/a", "/tmp/b"), 400, "UNSUPPORTED");
  });

  it("follows the rules of Windows", async () => {
    const temp = "C:\\Windows\\Temp";
    await bench().put(WINDOWS, { path: `${temp}\\a.txt`, type: "FILE" });
    await bench().put(WINDOWS, { path: `${temp}\\kept`, type: "FILE", read_only: true });
    done(await windows.moveFile("c:/windows/temp/A.TXT", `${temp}\\B.txt`));
    refused(await windows.moveFile(`${temp}\\b.TXT`, `${temp}\\KEPT`), 400, "ALREADY_EXISTS");
    refused(await windows.moveFile(`${temp}\\b.TXT`, `${temp}\\KEPT`, { overwrite: true }), 403, "UNAUTHORIZED");
    refused(await windows.moveFile(`${temp}\\b.TXT`, `${temp}\\a?b`), 400, "INVALID_ARGUMENT");
    refused(await windows.moveFile(`${temp}\\b.TXT`, "D:\\b"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    refused(await windows.moveFile(`${temp}\\b.TXT`, "D:"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    done(await windows.moveFile(`${temp}\\kept`, `${temp}\\c`));
    assert.deepEqual(await bench().entries(WINDOWS, temp), ["B.txt", "c"]);
  });
});
