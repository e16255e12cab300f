import assert from "node:assert/strict";
import { appendFile, type FileHandle, mkdtemp, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import sinon from "sinon";
import type { Entry } from "../../../src/guest/ledger/entry";
import { Ledger } from "../../../src/guest/ledger/ledger";
import { newMark } from "../../../src/guest/ledger/mark";
import { VCenterError } from "../../../src/vcenter/error";

const HOUR = 3_600_000;

describe("the ledger", () => {
  let directory: string;
  let ledger: Ledger;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vcenter-guest-ledger-"));
    ledger = new Ledger(directory);
    await ledger.open();
  });
  afterEach(async () => {
    sinon.restore();
    await ledger.close();
    await rm(directory, { recursive: true, force: true });
  });

  const file = (): string => join(directory, "ledger.jsonl");
  const entryOf = (more: Partial<Entry> = {}): Entry => ({
    server: "vcenter:443",
    connection: "connection-1",
    vm: "vm-42",
    kind: "file",
    prefix: "job-",
    mark: newMark(),
    suffix: "",
    lifetime: HOUR,
    due: Date.now() + HOUR,
    ...more,
  });
  const lineCount = async (): Promise<number> => (await readFile(file(), "utf8")).split("\n").length - 1;

  async function reopen(): Promise<void> {
    await ledger.close();
    ledger = new Ledger(directory);
    await ledger.open();
  }

  /** What all files of Node.js have in common. */
  async function fileMethods(): Promise<FileHandle> {
    const handle = await open(file());
    await handle.close();
    return Object.getPrototypeOf(handle) as FileHandle;
  }

  it("goes on in a new file where somebody has put another one in its place", async () => {
    const [one, two] = [entryOf(), entryOf()];
    await ledger.put(one);
    await writeFile(`${file()}.edited`, "");
    await rename(`${file()}.edited`, file());
    await ledger.put(two);
    await reopen();
    assert.deepEqual(ledger.entries().map(({ mark }) => mark).sort(), [one.mark, two.mark].sort());
  });

  it("has after a restart what was put and not removed, in its last state", async () => {
    const [one, two, three] = [entryOf({ login: "root", parent: "/tmp" }), entryOf(), entryOf()];
    await Promise.all([one, two, three].map((entry) => ledger.put(entry)));
    await ledger.put({ ...two, path: "/tmp/x" });
    await ledger.remove(three.mark);

    await reopen();

    assert.deepEqual(ledger.entries(), [one, { ...two, path: "/tmp/x" }]);
    assert.equal(await lineCount(), 2);
  });

  it("ignores a torn last line, and what is not its own", async () => {
    const entry = entryOf();
    await ledger.put(entry);
    await ledger.close();
    const others = ["", "no JSON", "[]", '{"state":"created","mark":"../../etc/x"}', JSON.stringify({ ...entry, mark: newMark(), due: "soon" })];
    await appendFile(file(), `${others.join("\n")}\n${JSON.stringify({ ...entryOf(), password: "x" }).slice(0, 50)}`);

    ledger = new Ledger(directory);
    await ledger.open();
    const next = entryOf();
    await ledger.put(next);
    await reopen();

    assert.deepEqual(ledger.entries(), [entry, next]);
  });

  it("drops fields that it does not know", async () => {
    const entry = entryOf();
    await ledger.close();
    await writeFile(file(), `${JSON.stringify({ state: "intent", ...entry, password: "x" })}\n`);

    ledger = new Ledger(directory);
    await ledger.open();

    assert.deepEqual(ledger.entries(), [entry]);
    assert.doesNotMatch(await readFile(file(), "utf8"), /password/);
  });

  it("makes many entries durable together, each before its put resolves", async () => {
    const methods = await fileMethods();
    const sync = sinon.spy(methods, "datasync");
    const entries = Array.from({ length: 500 }, () => entryOf());

    const results = await Promise.all(entries.map(async (entry) => {
      await ledger.put(entry);
      return sync.callCount > 0 && (await readFile(file(), "utf8")).includes(entry.mark);
    }));

    assert.ok(results.every(Boolean));
    assert.ok(sync.callCount <= 3, `${sync.callCount} times`);
  });

  it("loses nothing where it cannot be written anew", async () => {
    const stays = entryOf();
    await ledger.put(stays);
    const rewrite = sinon.stub(await fileMethods(), "writeFile").rejects(new Error("no space"));
    await Promise.all(Array.from({ length: 1_100 }, async () => {
      const entry = entryOf();
      await ledger.put(entry);
      await ledger.remove(entry.mark);
    }));
    const last = entryOf();
    await ledger.put(last);
    assert.ok(rewrite.callCount > 0);
    rewrite.restore();

    await reopen();

    assert.deepEqual(ledger.entries(), [stays, last]);
  });

  it("is written anew when most of it is not needed any more", async () => {
    const stays = entryOf();
    await ledger.put(stays);
    for (let round = 0; round < 60; round += 1) {
      const entries = Array.from({ length: 50 }, () => entryOf());
      await Promise.all(entries.map((entry) => ledger.put(entry)));
      await Promise.all(entries.map(({ mark }) => ledger.remove(mark)));
    }

    assert.ok((await lineCount()) < 2_200, `${await lineCount()} lines`);
    assert.equal((await stat(file())).mode & 0o777, 0o600);
    await reopen();
    assert.deepEqual(ledger.entries(), [stays]);
  });

  it("refuses what it cannot write, and goes on when it can", async () => {
    const before = entryOf();
    await ledger.put(before);
    const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
    const write = sinon.stub(await fileMethods(), "appendFile").callsFake(async function (this: FileHandle) {
      await this.write('{"state":"int');
      throw full;
    });

    await assert.rejects(ledger.put(entryOf()), (error: VCenterError) => {
      assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], ["INVALID_ARGUMENT", "configuration", "not_done"]);
      return /\(ENOSPC\)\. Make that directory writable/.test(error.message);
    });
    assert.deepEqual(ledger.entries(), [before]);
    write.restore();
    await ledger.checkWritable();
    const after = entryOf();
    await ledger.put(after);

    await reopen();
    assert.deepEqual(ledger.entries(), [before, after]);
  });

  it("begins a line of its own after one that was torn by a failure", async () => {
    const write = sinon.stub(await fileMethods(), "appendFile").callsFake(async function (this: FileHandle) {
      await this.write('{"state":"int');
      throw new Error("torn");
    });
    await assert.rejects(ledger.put(entryOf()));
    write.restore();
    const entry = entryOf();
    await ledger.put(entry);

    await reopen();

    assert.deepEqual(ledger.entries(), [entry]);
  });

  it("does not live longer than its lifetime after the clock was set back, and not negatively", async () => {
    const late = entryOf({ due: Date.now() + 10 * HOUR });
    const overdue = entryOf({ due: 5 });
    await ledger.put(late);
    await ledger.put(overdue);
    await reopen();

    assert.ok(Math.abs(ledger.dueOf(late.mark) - performance.now() - HOUR) < 5_000);
    assert.ok(Math.abs(ledger.dueOf(overdue.mark) - performance.now()) < 5_000);
  });

  it("writes nothing more when another one has taken it over, until it is opened again", async () => {
    await ledger.close();
    ledger = new Ledger(directory, { every: 60_000, silence: 60_000 });
    await ledger.open();
    const entry = entryOf();
    await ledger.put(entry);
    const lock = join(directory, "ledger.lock");
    await writeFile(`${lock}.other`, "");
    await rename(`${lock}.other`, lock);
    // What the other one has written.
    await writeFile(`${file()}.other`, "");
    await rename(`${file()}.other`, file());
    const taken = /Another Node-RED uses the ledger/;

    await assert.rejects(ledger.put(entryOf()), taken);
    await ledger.remove(entry.mark);
    await assert.rejects(ledger.checkWritable(), taken);
    assert.equal(await readFile(file(), "utf8"), "");

    await ledger.close();
    await rm(lock);
    await ledger.open();
    assert.deepEqual(ledger.entries(), []);
    await ledger.put(entryOf());
  });

  it("is another one's for anybody else, until its last user has closed it", async () => {
    const other = new Ledger(directory);
    await ledger.open();
    await assert.rejects(other.open(), /Another Node-RED \(process \d+\) uses the ledger/);
    await ledger.close();
    await assert.rejects(other.open(), /Another Node-RED/);
    await ledger.close();

    await other.open();
    await other.close();
    await ledger.open();
  });
});
