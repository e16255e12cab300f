import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Entry } from "../../../src/guest/ledger/entry";
import { Ledger } from "../../../src/guest/ledger/ledger";
import { newMark } from "../../../src/guest/ledger/mark";
import { Sweeper } from "../../../src/guest/ledger/sweeper";
import { VCenterError } from "../../../src/vcenter/error";
import { SOON } from "../../support/ledger";

const HOUR = 3_600_000;

describe("the sweeper", () => {
  let directory: string;
  let ledger: Ledger;
  let sweeper: Sweeper;
  let answer: () => Promise<boolean>;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vcenter-guest-sweeper-"));
    ledger = new Ledger(directory);
    await ledger.open();
    sweeper = new Sweeper(ledger, { isIdle: () => true, remove: () => answer() }, { ...SOON, firstPause: HOUR, longestPause: HOUR });
    sweeper.start();
  });
  afterEach(async () => {
    await sweeper.stop();
    await ledger.close();
    await rm(directory, { recursive: true, force: true });
  });

  const due = (): Entry => ({
    server: "vcenter:443", connection: "c", vm: "vm-42", kind: "file", prefix: "", mark: newMark(), suffix: "", path: "/tmp/x", lifetime: 1, due: 1,
  });
  const failure = (): VCenterError => new VCenterError("It failed.", "ERROR", { subject: "path", outcome: "not_done", retryable: false });

  it("remembers nothing of an entry that a message has deleted after it had failed", async () => {
    answer = () => Promise.reject(failure());
    const entry = due();
    await ledger.put(entry);
    while (sweeper.pauseOf(entry)?.failures !== 1) {
      await pause(5);
    }

    await ledger.remove(entry.mark);
    await ledger.put(entry);

    assert.equal(sweeper.pauseOf(entry), undefined);
  });

  it("brings no entry back that a message has deleted while it failed", async () => {
    const entry = due();
    answer = async () => {
      await ledger.remove(entry.mark);
      throw new VCenterError("The VM is missing.", "NOT_FOUND", { subject: "vm", outcome: "not_done", retryable: false, messages: [] });
    };
    await ledger.put(entry);
    while (ledger.entry(entry.mark) !== undefined) {
      await pause(5);
    }

    await sweeper.stop();

    assert.deepEqual(ledger.entries(), []);
  });
});
