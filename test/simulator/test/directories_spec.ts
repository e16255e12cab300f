import assert from "node:assert/strict";
import { done, FileCalls } from "./file-calls";
import { assertHas, LINUX, refused, useBench, WINDOWS } from "./support";

describe("creating a directory", () => {
  const bench = useBench();
  const linux = new FileCalls(bench, LINUX);
  const windows = new FileCalls(bench, WINDOWS);

  it("makes an empty private one of the guest user", async () => {
    done(await linux.createDirectory("/tmp/new/"));
    const { json } = await bench().look(LINUX, "/tmp/new");
    assertHas(json, { type: "DIRECTORY", mode: "0700", owner: "worker", group: "worker", entries: [] });
  });

  it("makes those above it only if asked to", async () => {
    refused(await linux.createDirectory("/tmp/a/b/c"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    refused(await linux.createDirectory("/tmp/a/b/c", false), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    assert.deepEqual(await bench().entries(LINUX, "/tmp"), []);
    done(await linux.createDirectory("/tmp//a/b/c/", true));
    for (const path of ["/tmp/a", "/tmp/a/b", "/tmp/a/b/c"]) {
      assertHas((await bench().look(LINUX, path)).json, { mode: "0700", owner: "worker" });
    }
    done(await linux.createDirectory("/tmp/a/b/d", true));
  });

  it("goes through links and dots on the way", async () => {
    await bench().put(LINUX, { path: "/tmp/link", type: "SYMLINK", target: "/home/worker" });
    done(await linux.createDirectory("/tmp/link/../worker/a/b", true));
    assert.deepEqual(await bench().entries(LINUX, "/home/worker/a"), ["b"]);
    done(await linux.createDirectory("tmp/relative", true));
    assert.deepEqual(await bench().entries(LINUX, "/tmp"), ["link", "relative"]);
  });

  it("refuses what exists, whatever it is", async () => {
    await bench().put(LINUX, { path: "/tmp/dangling", type: "SYMLINK", target: "/none" });
    for (const path of ["/", "/tmp", "/etc/hosts", "/tmp/dangling"]) {
      refused(await linux.createDirectory(path), 400, "ALREADY_EXISTS");
    }
    refused(await linux.createDirectory("/tmp", true), 400, "ALREADY_EXISTS");
    refused(await linux.createDirectory("/tmp/dangling", true), 404, "NOT_FOUND", "FILE_NOT_FOUND");
  });

  it("refuses what cannot be a path, leaving parents that it has made", async () => {
    refused(await linux.createDirectory("/etc/hosts/a", true), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
    refused(await linux.createDirectory("/etc/hosts/a"), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
    refused(await linux.createDirectory(""), 400, "INVALID_ARGUMENT");
    refused(await linux.createDirectory(`/tmp/a/${"x".repeat(256)}`, true), 400, "INVALID_ARGUMENT", "PATH_TOO_LONG");
    assert.deepEqual(await bench().entries(LINUX, "/tmp"), ["a"]);
  });

  it("needs the right to, and room", async () => {
    refused(await linux.createDirectory("/etc/a"), 403, "UNAUTHORIZED");
    refused(await linux.createDirectory("/etc/a/b", true), 403, "UNAUTHORIZED");
    await bench().vm(LINUX, { disk: "full" });
    refused(await linux.createDirectory("/tmp/a"), 500, "UNABLE_TO_ALLOCATE_RESOURCE", "NO_DISK_SPACE");
    await bench().vm(LINUX, { tools_conf: { MakeDirectoryInGuest: true } });
    refused(await linux.createDirectory("/tmp/a"), 400, "UNSUPPORTED");
  });

  it("follows the rules of Windows, where nobody makes a drive", async () => {
    done(await windows.createDirectory("c:/windows/temp\\A/b", true));
    refused(await windows.createDirectory("C:\\Windows\\TEMP\\a"), 400, "ALREADY_EXISTS");
    refused(await windows.createDirectory("C:\\Windows\\Temp\\a|b"), 400, "INVALID_ARGUMENT");
    assert.deepEqual(await bench().entries(WINDOWS, "C:\\Windows\\Temp\\a"), ["b"]);
    await bench().user(WINDOWS, "worker", { admin: true });
    for (const path of ["D:\\", "D:\\a\\b", "\\\\server\\share\\a"]) {
      refused(await windows.createDirectory(path, true), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    }
    await bench().put(WINDOWS, { path: "D:\\Data", type: "DIRECTORY" });
    done(await windows.createDirectory("D:\\a"));
  });
});

describe("moving a directory", () => {
  const bench = useBench();
  const linux = new FileCalls(bench, LINUX);
  const windows = new FileCalls(bench, WINDOWS);
  const put = (path: string, change: Record<string, unknown> = {}): Promise<unknown> =>
    bench().put(LINUX, { path, type: "DIRECTORY", owner: "worker", ...change });

  it("takes all that is in it along", async () => {
    await put("/tmp/a/b");
    await bench().put(LINUX, { path: "/tmp/a/b/file", type: "FILE", content: "1" });
    await put("/tmp/a");
    done(await linux.moveDirectory("/tmp/a", "/home/worker/c/"));
    assert.deepEqual(await bench().entries(LINUX, "/home/worker/c/b"), ["file"]);
    assert.deepEqual(await bench().entries(LINUX, "/tmp"), []);
    assert.deepEqual(await linux.names("/home/worker/c/b/.."), [".", "..", "b"]);
  });

  it("never replaces anything", async () => {
    await put("/tmp/a");
    await put("/tmp/empty");
    await put("/tmp/file", { type: "FILE" });
    await put("/tmp/dangling", { type: "SYMLINK", target: "/none" });
    for (const path of ["/tmp/empty", "/tmp/file", "/tmp/dangling"]) {
      refused(await linux.moveDirectory("/tmp/a", path), 400, "ALREADY_EXISTS");
    }
    done(await linux.moveDirectory("/tmp/a", "/tmp/./a"));
  });

  it("refuses files and links, what is missing and what is too long", async () => {
    await put("/tmp/a");
    await put("/tmp/link", { type: "SYMLINK", target: "a" });
    refused(await linux.moveDirectory("/etc/hosts", "/tmp/b"), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
    refused(await linux.moveDirectory("/tmp/link", "/tmp/b"), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
    refused(await linux.moveDirectory("/tmp/none", "/tmp/b"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    refused(await linux.moveDirectory("/tmp/a", "/none/b"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    const long = `/tmp/${"x".repeat(256)}`;
    refused(await linux.moveDirectory("/tmp/a", long), 400, "INVALID_ARGUMENT", "PATH_TOO_LONG");
    refused(await linux.moveDirectory("", "/tmp/b"), 400, "INVALID_ARGUMENT");
    assert.deepEqual(await bench().entries(LINUX, "/tmp"), ["a", "link"]);
  });

  it("never moves one into itself", async () => {
    await put("/tmp/a/b");
    await put("/tmp/a");
    refused(await linux.moveDirectory("/tmp/a", "/tmp/a/b/c"), 400, "INVALID_ARGUMENT");
    assert.deepEqual(await bench().entries(LINUX, "/tmp/a"), ["b"]);
  });

  it("needs the right to, on the directory itself too if it leaves its parent", async () => {
    await put("/tmp/a", { mode: "0500" });
    refused(await linux.moveDirectory("/tmp/a", "/home/worker/a"), 403, "UNAUTHORIZED");
    done(await linux.moveDirectory("/tmp/a", "/tmp/b"));
    refused(await linux.moveDirectory("/home/worker", "/tmp/c"), 403, "UNAUTHORIZED");
    await bench().user(LINUX, "worker", { admin: true });
    refused(await linux.moveDirectory("/", "/tmp/c"), 400, "INVALID_ARGUMENT");
    done(await linux.moveDirectory("/home/worker", "/tmp/c"));
  });

  it("has a switch of its own, and needs room for its name in another directory", async () => {
    await put("/tmp/a");
    await bench().vm(LINUX, { disk: "full" });
    refused(await linux.moveDirectory("/tmp/a", "/home/worker/a"), 500, "UNABLE_TO_ALLOCATE_RESOURCE", "NO_DISK_SPACE");
    done(await linux.moveDirectory("/tmp/a", "/tmp/c"));
    done(await linux.moveDirectory("/tmp/c", "/tmp/a"));
    await bench().vm(LINUX, { tools_conf: { MoveDirectoryInGuest: true } });
    refused(await linux.moveDirectory("/tmp/a", "/tmp/b"), 400, "UNSUPPORTED");
    await bench().vm(LINUX, { tools_conf: { MoveDirectoryInGuest: false, MoveFileInGuest: true } });
    done(await linux.moveDirectory("/tmp/a", "/tmp/b"));
  });

  it("follows the rules of Windows, where a drive stays what it is", async () => {
    await bench().put(WINDOWS, { path: "C:\\Windows\\Temp\\a\\b", type: "DIRECTORY" });
    done(await windows.moveDirectory("c:/WINDOWS/temp/A", "C:\\Windows\\Temp\\C"));
    assert.deepEqual(await bench().entries(WINDOWS, "C:\\Windows\\Temp\\c"), ["b"]);
    await bench().user(WINDOWS, "worker", { admin: true });
    refused(await windows.moveDirectory("C:\\Windows", "D:\\"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    await bench().put(WINDOWS, { path: "D:\\Data", type: "DIRECTORY" });
    refused(await windows.moveDirectory("D:\\", "C:\\d"), 403, "UNAUTHORIZED");
    done(await windows.moveDirectory("D:\\Data", "C:\\Data"));
  });
});

describe("deleting directories with what guests have of their own", () => {
  const bench = useBench();

  it("takes read-only files along", async () => {
    await bench().put(WINDOWS, { path: "C:\\Windows\\Temp\\a\\kept", type: "FILE", read_only: true });
    refused(await bench().deleteFile(WINDOWS, "C:\\Windows\\Temp\\a\\kept"), 403, "UNAUTHORIZED");
    done(await bench().deleteDirectory(WINDOWS, "C:\\Windows\\Temp\\a", true));
    assert.deepEqual(await bench().entries(WINDOWS, "C:\\Windows\\Temp"), []);
  });

  it("never removes a drive", async () => {
    await bench().put(WINDOWS, { path: "D:\\", type: "DIRECTORY" });
    await bench().user(WINDOWS, "worker", { admin: true });
    refused(await bench().deleteDirectory(WINDOWS, "D:\\"), 403, "UNAUTHORIZED");
  });

  it("refuses an empty path before the login", async () => {
    await bench().user(LINUX, "worker", { password: "other" });
    refused(await bench().deleteDirectory(LINUX, ""), 400, "INVALID_ARGUMENT");
    assert.equal((await bench().counters()).guest_logins.refused, 0);
  });
});
