import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { lock } from "../../../src/guest/ledger/lock";

describe("the lock of the ledger", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vcenter-guest-lock-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const path = (): string => join(directory, "ledger.lock");

  it("is had once, and leaves nothing behind", async () => {
    const unlock = await lock(path());
    await assert.rejects(lock(path()), /Another Node-RED \(process \d+\) uses the ledger of files to be removed\. End it, or/);
    assert.deepEqual(await readdir(directory), ["ledger.lock"]);

    await unlock();
    assert.deepEqual(await readdir(directory), []);
    await (await lock(path()))();
  });

  it("is taken over from a process that was killed, and not before", async () => {
    const code = `require("${join(__dirname, "../../../src/guest/ledger/lock")}").lock(${JSON.stringify(path())}).then(() => { console.log("locked"); setInterval(() => {}, 1000); })`;
    const child = spawn(process.execPath, ["-r", "tsx/cjs", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    await assert.rejects(lock(path()), new RegExp(`process ${child.pid!}`));

    child.kill("SIGKILL");
    await once(child, "exit");

    await (await lock(path()))();
  });

  const stale: [string, string | object][] = [
    ["of a process that began at another time", { pid: process.ppid, host: hostname(), started: "1" }],
    ["of this process's number before it", { pid: process.pid, host: hostname(), started: "" }],
    ["of another host", { pid: process.ppid, host: "another", started: "" }],
    ["that is empty", ""],
    ["that makes no sense", "[1]"],
  ];
  for (const [what, content] of stale) {
    it(`is taken over if it is one ${what}`, async () => {
      await writeFile(path(), typeof content === "string" ? content : JSON.stringify(content));

      await (await lock(path()))();

      assert.deepEqual(await readdir(directory), []);
    });
  }

  it("is had by one of many that take over at once", async () => {
    await writeFile(path(), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), started: "1" }));

    const results = await Promise.allSettled(Array.from({ length: 10 }, () => lock(path())));

    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
  });
});
