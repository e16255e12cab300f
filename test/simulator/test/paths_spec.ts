import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { LINUX, refused, type Reply, useBench, WINDOWS } from "./support";

describe("paths in a Linux guest", () => {
  const bench = useBench();
  const make = (parent_path: string, prefix = "", suffix = ""): Promise<Reply> =>
    bench().temporary(LINUX, { parent_path, prefix, suffix });
  const made = async (...args: [parent: string, prefix?: string, suffix?: string]): Promise<string> => {
    const reply = await make(...args);
    assert.equal(reply.status, 200, reply.text);
    const path = reply.json as string;
    assert.equal((await bench().look(LINUX, path)).status, 200, path);
    return path;
  };

  it("lose the separators at the end of the parent and at the start of the prefix", async () => {
    assert.match(await made("/tmp///"), /^\/tmp\/vmware\d+$/);
    assert.match(await made("/tmp", "///a"), /^\/tmp\/avmware\d+$/);
    await bench().user(LINUX, "worker", { writable: ["/"] });
    assert.match(await made("/"), /^\/vmware\d+$/);
  });

  it("take a prefix or suffix with separators as a path", async () => {
    refused(await make("/tmp", "/etc/x"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    await bench().put(LINUX, { path: "/tmp/etc", type: "DIRECTORY" });
    assert.match(await made("/tmp", "/etc/x"), /^\/tmp\/etc\/xvmware\d+$/);
    refused(await make("/tmp", "", "/y"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    refused(await make("/tmp", "", "/"), 400, "INVALID_ARGUMENT", "NOT_A_FILE");
  });

  it("let `..` out of the parent, and keep it in the answer", async () => {
    const path = await made("/tmp", "../var/tmp/x");
    assert.match(path, /^\/tmp\/\.\.\/var\/tmp\/xvmware\d+$/);
    const name = path.slice(path.lastIndexOf("/") + 1);
    assert.ok((await bench().entries(LINUX, "/var/tmp")).includes(name));
    refused(await make("/tmp", "../etc/x"), 403, "UNAUTHORIZED");
  });

  it("are resolved against the root if they are relative, and stay relative", async () => {
    assert.match(await made("tmp"), /^tmp\/vmware\d+$/);
    assert.match(await made("./tmp/../tmp"), /^\.\/tmp\/\.\.\/tmp\/vmware\d+$/);
    refused(await make("none"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
  });

  it("follow links, and keep them in the answer", async () => {
    await bench().put(LINUX, { path: "/tmp/link", type: "SYMLINK", target: "../home/worker" });
    const path = await made("/tmp/link", "a-");
    assert.match(path, /^\/tmp\/link\/a-vmware\d+$/);
    assert.ok((await bench().entries(LINUX, "/home/worker")).includes(path.slice("/tmp/link/".length)));
    await bench().put(LINUX, { path: "/tmp/dangling", type: "SYMLINK", target: "/none" });
    refused(await make("/tmp/dangling"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    await bench().put(LINUX, { path: "/tmp/to-file", type: "SYMLINK", target: "/etc/hosts" });
    refused(await make("/tmp/to-file"), 400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY");
  });

  it("go up from where a link leads, not from where it stands", async () => {
    await bench().put(LINUX, { path: "/tmp/a/link", type: "SYMLINK", target: "/home/worker" });
    refused(await make("/tmp/a/link/.."), 403, "UNAUTHORIZED");
  });

  it("are bounded by 255 bytes a name and 4095 a path", async () => {
    const longest = "ü".repeat(122) + "x"; // 245 bytes, and at most 9 of vmware and number
    assert.equal((await make("/tmp", longest)).status, 200);
    refused(await make("/tmp", "ü".repeat(125)), 400, "INVALID_ARGUMENT", "PATH_TOO_LONG");
    refused(await make(`/tmp/${"./".repeat(2045)}`), 400, "INVALID_ARGUMENT", "PATH_TOO_LONG");
    assert.equal((await make(`/tmp/${"./".repeat(2030)}`)).status, 200);
  });

  it("are names of any characters, byte for byte", async () => {
    const composed = await made("/tmp", "é*$ '\"\n");
    const decomposed = await made("/tmp", "e\u0301*$ '\"\n");
    assert.notEqual(composed.replace(/\d+$/, ""), decomposed.replace(/\d+$/, ""));
  });

  it("cannot hold a zero byte", async () => {
    refused(await make("/tmp", "a\0b"), 400, "INVALID_ARGUMENT");
    refused(await make("/tmp\0/x"), 400, "INVALID_ARGUMENT");
  });

  it("cannot make a request of more than 64 KiB", async () => {
    assert.match(refused(await make("/tmp", "x".repeat(70_000)), 500, "ERROR").messages[1]?.id ?? "", /SystemError/);
  });

  it("never lead out of the simulator's own folder on the host", async () => {
    const folder = dirname(bench().simulator.address.ca ?? "");
    const tries = [`${"../".repeat(30)}tmp/`, "/", "a/../../../../", `${folder}/../`, "..\\..\\", "%2e%2e%2f"];
    await bench().user(LINUX, "worker", { admin: true });
    await bench().put(LINUX, { path: "/tmp/out", type: "SYMLINK", target: "../../../../../../../../tmp" });
    const before = hostFiles(dirname(folder), folder);
    for (const prefix of [...tries, "out/", `${"../".repeat(10)}${folder}`]) {
      await make("/tmp", `${prefix}escaped-`);
      await make(`/tmp/${prefix}`, "escaped-");
    }
    assert.deepEqual(hostFiles(dirname(folder), folder), before);
    assert.ok(hostFiles(folder, "").length > tries.length, "the files are inside");
  });
});

describe("paths in a Windows guest", () => {
  const bench = useBench();
  const make = (parent_path: string, prefix = ""): Promise<Reply> => bench().temporary(WINDOWS, { parent_path, prefix });

  it("take both separators, no case, and dots out of the text", async () => {
    for (const parent of ["C:\\Windows\\Temp\\", "c:/windows/temp", "C:\\none\\..\\Windows\\TEMP", "\\Windows\\Temp"]) {
      const reply = await make(parent);
      assert.equal(reply.status, 200, reply.text);
      assert.match(reply.json as string, /[pP]\\vmware\d+$/);
    }
  });

  it("are resolved against the system directory if they are relative", async () => {
    await bench().put(WINDOWS, { path: "C:\\Windows\\System32\\own", type: "DIRECTORY", owner: "worker" });
    assert.equal((await make("own")).status, 200);
  });

  it("do not exist on another drive or a share", async () => {
    refused(await make("D:\\Temp"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
    refused(await make("\\\\server\\share"), 404, "NOT_FOUND", "FILE_NOT_FOUND");
  });

  it("hold none of the characters that Windows keeps for itself", async () => {
    for (const character of ["<", ">", ":", '"', "|", "?", "*", "\t"]) {
      refused(await make("C:\\Windows\\Temp", `a${character}b`), 400, "INVALID_ARGUMENT");
    }
  });

  it("lose dots and spaces at the end of a name", async () => {
    const reply = await bench().temporary(WINDOWS, { parent_path: "C:\\Windows\\Temp", prefix: "a-", suffix: ". ." });
    assert.equal(reply.status, 200);
    const path = (reply.json as string).replace(/[. ]+$/, "");
    assert.equal((await bench().look(WINDOWS, path)).status, 200);
  });

  it("write to a folder of the system only with the right to", async () => {
    refused(await make("C:\\Windows"), 403, "UNAUTHORIZED");
    await bench().user(WINDOWS, "worker", { admin: true });
    assert.equal((await make("C:\\Windows")).status, 200);
  });
});

/** All files below a folder of the host that belong to a simulator of ours, or were made by this test. */
function hostFiles(folder: string, except: string): string[] {
  return readdirSync(folder)
    .filter((name) => except === "" || name.includes("escaped-") || name.includes("vmware"))
    .map((name) => join(folder, name))
    .filter((path) => path !== except)
    .flatMap((path) => (except === "" && statSync(path).isDirectory() ? hostFiles(path, "") : [path]));
}
