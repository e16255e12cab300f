import assert from "node:assert/strict";
import { FileCalls } from "./file-calls";
import { LINUX, refused, useBench, WINDOWS } from "./support";

describe("listing files", () => {
  const bench = useBench();
  const linux = new FileCalls(bench, LINUX);
  const windows = new FileCalls(bench, WINDOWS);
  const put = (path: string, change: Record<string, unknown> = {}): Promise<unknown> =>
    bench().put(LINUX, { path, type: "FILE", ...change });

  it("gives `.` and `..` first and then the directory's own order", async () => {
    await put("/srv/b", { content: "four" });
    await put("/srv/a", { type: "DIRECTORY" });
    await put("/srv/c", { type: "SYMLINK", target: "b" });
    await put("/srv/d", { type: "SOCKET" });
    assert.deepEqual(await linux.listed("/srv"), {
      files: [
        { filename: ".", type: "DIRECTORY", size: 0 },
        { filename: "..", type: "DIRECTORY", size: 0 },
        { filename: "b", type: "FILE", size: 4 },
        { filename: "a", type: "DIRECTORY", size: 0 },
        { filename: "c", type: "SYMLINK", size: 0 },
        { filename: "d", type: "FILE", size: 0 },
      ],
      total: 6,
      start_index: 0,
      end_index: 5,
      status: "END_OF_DATA",
    });
  });

  it("gives one entry for a file or a link, named as the path was given", async () => {
    await put("/tmp/link", { type: "SYMLINK", target: "/etc" });
    for (const [path, type] of [["/etc/../etc//hosts", "FILE"], ["/tmp/link", "SYMLINK"]] as const) {
      const { files, total, status } = await linux.listed(path);
      assert.deepEqual(files.map(({ filename, type: found }) => [filename, found]), [[path, type]]);
      assert.deepEqual([total, status], [1, "END_OF_DATA"]);
    }
    assert.ok((await linux.names("/tmp/link/")).includes("hosts"), "a separator at the end follows the link");
  });

  it("comes in pages of 50 unless asked otherwise", async () => {
    for (let number = 0; number < 58; number += 1) {
      await put(`/srv/${String(number).padStart(2, "0")}`);
    }
    const page = async (iteration?: object): Promise<unknown[]> => {
      const { files, total, start_index, end_index, status } = await linux.listed("/srv", iteration && { iteration });
      return [files.length, files.at(-1)?.filename, total, start_index, end_index, status];
    };
    assert.deepEqual(await page(), [50, "47", 60, 0, 49, "READY"]);
    assert.deepEqual(await page({ index: 50 }), [10, "57", 60, 50, 59, "END_OF_DATA"]);
    assert.deepEqual(await page({ size: 3, index: 1 }), [3, "01", 60, 1, 3, "READY"]);
    assert.deepEqual(await page({ size: 1000 }), [60, "57", 60, 0, 59, "END_OF_DATA"]);
    assert.deepEqual(await page({ index: 60 }), [0, undefined, 60, undefined, undefined, "END_OF_DATA"]);
    assert.deepEqual(await page({ size: 0 }), [0, undefined, 60, undefined, undefined, "READY"]);
  });

  it("refuses an iteration below zero, before the login", async () => {
    for (const iteration of [{ size: -1 }, { index: -1 }]) {
      const credentials = bench().credentials({ password: "wrong" });
      refused(await linux.list("/tmp", { iteration, credentials }), 400, "INVALID_ARGUMENT");
    }
  });

  it("searches the pattern in the bare name, before it counts", async () => {
    for (const name of ["job-1.json", "job-2.txt", "JOB-3.json", "a.json.bak", "x+y"]) {
      await put(`/srv/${name}`);
    }
    assert.deepEqual(await linux.names("/srv", "json"), ["job-1.json", "JOB-3.json", "a.json.bak"]);
    assert.deepEqual(await linux.names("/srv", "^job-\\d\\.json$"), ["job-1.json"]);
    assert.deepEqual(await linux.names("/srv", "(?i)^job.*json\\z"), ["job-1.json", "JOB-3.json"]);
    assert.deepEqual(await linux.names("/srv", "\\A[[:lower:]]+-(?P<n>[[:digit:]])"), ["job-1.json", "job-2.txt"]);
    assert.deepEqual(await linux.names("/srv", "\\Qx+y\\E"), ["x+y"]);
    assert.deepEqual(await linux.names("/srv", "srv"), [], "not in the path");
    assert.deepEqual(await linux.names("/srv", "^\\.+$"), [".", ".."]);
    const { files, total, status } = await linux.listed("/srv", {
      filter: { match_pattern: "json" },
      iteration: { size: 1, index: 1 },
    });
    assert.deepEqual([files[0]?.filename, total, status], ["JOB-3.json", 3, "READY"]);
  });

  it("takes an empty pattern for none, and refuses a bad one before it looks at the path", async () => {
    assert.ok((await linux.names("/etc", "")).includes("hosts"));
    refused(await linux.list("/none", { filter: { match_pattern: "(" } }), 400, "INVALID_ARGUMENT");
  });

  it("refuses what is not there", async () => {
    await put("/tmp/dangling", { type: "SYMLINK", target: "/none" });
    refused(await linux.list("/none"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    refused(await linux.list("/tmp/dangling"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    refused(await linux.list("/etc/hosts/x"), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
    refused(await linux.list(`/${"x".repeat(256)}`), 400, "INVALID_ARGUMENT", "PATH_TOO_LONG");
    refused(await linux.list(""), 400, "INVALID_ARGUMENT");
  });

  it("needs the right to read the directory, and skips files that the user may not read", async () => {
    refused(await linux.list("/root"), 403, "UNAUTHORIZED");
    await put("/srv/secret", { mode: "0600" });
    await put("/srv/open");
    const { files, total, end_index } = await linux.listed("/srv");
    assert.deepEqual(files.map(({ filename }) => filename), [".", "..", "open"]);
    assert.deepEqual([total, end_index], [4, 3]);
    await put("/srv/secret", { mode: "0640", group: "worker" });
    assert.ok((await linux.names("/srv")).includes("secret"), "the group may");
    await bench().user(LINUX, "worker", { admin: true });
    assert.equal((await linux.list("/root")).status, 200);
  });

  it("takes a Windows path in any case and with both separators", async () => {
    await bench().put(WINDOWS, { path: "C:\\Data\\One.txt", type: "FILE", hidden: true, content: "1" });
    for (const path of ["C:\\Data", "c:/DATA/", "\\data"]) {
      assert.deepEqual(await windows.names(path), [".", "..", "One.txt"]);
    }
    assert.deepEqual((await windows.names("C:\\")).slice(0, 2), [".", ".."]);
    assert.deepEqual(await windows.names("c:/data/ONE.TXT"), ["c:/data/ONE.TXT"]);
    refused(await windows.list("D:\\"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
  });

  it("needs the privilege to query and no other, and has a switch of its own", async () => {
    const modify = "VirtualMachine.GuestOperations.Modify";
    await bench().vm(LINUX, { privileges: { [modify]: false } });
    assert.equal((await linux.list("/tmp")).status, 200);
    await bench().vm(LINUX, { tools_conf: { ListFilesInGuest: true } });
    refused(await linux.list("/tmp"), 400, "UNSUPPORTED");
    await bench().vm(LINUX, { privileges: { "VirtualMachine.GuestOperations.Query": false } });
    refused(await linux.list("/tmp"), 403, "UNAUTHORIZED");
  });
});
