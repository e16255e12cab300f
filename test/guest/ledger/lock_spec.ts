import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Lock, lock as lockWith } from "../../../src/guest/ledger/lock";
import { type Owner, ownOwner } from "../../../src/guest/ledger/owner";

/** Nobody waits so long for a silence: what is taken over is taken over at once. */
const PATIENT = { every: 20, silence: 600_000 };
const SOON = { every: 20, silence: 300 };

describe("the lock of the ledger", () => {
  let directory: string;
  let own: Owner;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vcenter-guest-lock-"));
    own = await ownOwner();
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const path = (): string => join(directory, "ledger.lock");
  const taken = (heartbeat = PATIENT): Promise<Lock> => lockWith(path(), heartbeat);
  /** Gives what gives it back. */
  const lock = async (heartbeat = PATIENT): Promise<() => Promise<void>> => (await taken(heartbeat)).release;

  /** Of a process that was killed. */
  const gone = (): string => JSON.stringify({ ...own, pid: 2 ** 22 + 1, started: "1" });

  it("is had once, and leaves nothing behind", async () => {
    const unlock = await lock();
    await assert.rejects(lock(), /Another Node-RED \(process \d+\) uses the ledger of files to be removed\. End it, or/);
    assert.deepEqual(await readdir(directory), ["ledger.lock"]);

    await unlock();
    assert.deepEqual(await readdir(directory), []);
    await (await lock())();
  });

  it("is taken over at once from a process that was killed, and not before", async () => {
    const code = `require("${join(__dirname, "../../../src/guest/ledger/lock")}").lock(${JSON.stringify(path())}).then(() => { console.log("locked"); setInterval(() => {}, 1000); })`;
    const child = spawn(process.execPath, ["-r", "tsx/cjs", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    await assert.rejects(lock(), new RegExp(`process ${child.pid!}`));

    child.kill("SIGKILL");
    await once(child, "exit");

    await (await lock())();
  });

  it("is taken over at once from a process of the same number that began at another time", async () => {
    await writeFile(path(), JSON.stringify({ ...own, pid: process.ppid, started: "1" }));

    await (await lock())();

    assert.deepEqual(await readdir(directory), []);
  });

  const untold: [string, (own: Owner) => string][] = [
    ["of another container, where the number may be another process's", (owner) => JSON.stringify({ ...owner, pid: 2 ** 22 + 1, space: "another" })],
    ["of this process's number, if nobody tells when that began", (owner) => JSON.stringify({ ...owner, started: "" })],
    ["that is empty", () => ""],
    ["that makes no sense", () => "[1]"],
  ];
  for (const [what, content] of untold) {
    it(`is taken over when nobody has touched it for a time, not before, if it is one ${what}`, async () => {
      await writeFile(path(), content(own));
      const began = performance.now();

      await (await lock(SOON))();

      assert.ok(performance.now() - began >= SOON.silence);
      assert.deepEqual(await readdir(directory), []);
    });
  }

  it("is not taken over from another container that touches it, however its clock goes", async () => {
    await writeFile(path(), JSON.stringify({ ...own, space: "another" }));
    let time = Date.now() - 86_400_000;
    const timer = setInterval(() => void utimes(path(), time / 1_000, (time -= 5_000) / 1_000), 20);
    try {
      await assert.rejects(lock({ every: 20, silence: 2_000 }), /Another Node-RED/);
    } finally {
      clearInterval(timer);
    }

    await (await lock(SOON))();
  });

  it("is had when another container gives it back while it is watched", async () => {
    await writeFile(path(), JSON.stringify({ ...own, space: "another" }));
    const locking = lock({ every: 20, silence: 10_000 });
    await pause(50);
    await rm(path());
    const unlock = await locking;
    await unlock();
  });

  it("is touched by who has it", async () => {
    const { check, release } = await taken();
    const { mtimeMs } = await stat(path());
    while ((await stat(path())).mtimeMs === mtimeMs) {
      await pause(5);
    }
    await check();
    await release();
  });

  it("is let go by a process that stood still so long that another one has taken it", async () => {
    const { check, release } = await taken();
    await writeFile(`${path()}.other`, JSON.stringify({ ...own, pid: 77 }));
    await rename(`${path()}.other`, path());
    const { mtimeMs } = await stat(path());
    await assert.rejects(check(), /Another Node-RED \(process 77\)/);
    await pause(5 * PATIENT.every);
    await rename(path(), `${path()}.other`);
    await assert.rejects(check(), /Another Node-RED \(process 77\)/);
    await rename(`${path()}.other`, path());
    await release();

    assert.match(await readFile(path(), "utf8"), /"pid":77,/);
    assert.equal((await stat(path())).mtimeMs, mtimeMs);
  });

  for (const contenders of [3, 12]) {
    it(`is had by one of ${contenders} that take over at almost the same time`, async () => {
      for (let round = 0; round < 60; round += 1) {
        await writeFile(path(), gone());

        const results = await Promise.allSettled(Array.from({ length: contenders }, () => pause(Math.random() * 3).then(() => lock())));

        const unlocks = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
        assert.equal(unlocks.length, 1);
        await unlocks[0]!();
        assert.deepEqual(await readdir(directory), []);
      }
    });
  }

  it("is left to who is taking it over, and taken over at once if that one was killed meanwhile", async () => {
    await writeFile(path(), gone());
    await writeFile(`${path()}.takeover`, JSON.stringify(own));
    await assert.rejects(lock(), new RegExp(`process ${process.pid}`));
    assert.equal(await readFile(path(), "utf8"), gone());

    await writeFile(`${path()}.takeover`, gone());
    await (await lock())();

    assert.deepEqual(await readdir(directory), []);
  });

  it("that cannot be read is another one's", async () => {
    await symlink("ledger.lock", path());

    await assert.rejects(lock(SOON), /The lock of the ledger, .*ledger\.lock, cannot be read \(ELOOP\), so another Node-RED may use it\. End that one, or delete/);

    assert.deepEqual(await readdir(directory), ["ledger.lock"]);
  });

  it("stays where a directory has its place", async () => {
    await mkdir(path());

    await assert.rejects(lock(SOON), /a directory where the lock of the ledger is to be, .*ledger\.lock\. Delete it, or/);

    assert.deepEqual(await readdir(directory), ["ledger.lock"]);
  });
});
