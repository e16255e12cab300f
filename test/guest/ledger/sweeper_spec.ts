import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Entry } from "../../../src/guest/ledger/entry";
import { Ledger } from "../../../src/guest/ledger/ledger";
import { newMark } from "../../../src/guest/ledger/mark";
import { Sweeper } from "../../../src/guest/ledger/sweeper";
import { VCenterError, type VCenterErrorCause } from "../../../src/vcenter/error";
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
  const failure = (code: string, cause: Partial<VCenterErrorCause>): Promise<boolean> =>
    Promise.reject(new VCenterError("It failed.", code, { subject: "path", outcome: "not_done", retryable: false, ...cause }));

  async function failed(entry: Entry): Promise<void> {
    await ledger.put(entry);
    while (sweeper.pauseOf(entry)?.failures !== 1) {
      await pause(5);
    }
  }

  it("remembers nothing of an entry that a message has deleted after it had failed", async () => {
    answer = () => failure("ERROR", {});
    const entry = due();
    await failed(entry);

    await ledger.remove(entry.mark);
    await ledger.put(entry);

    assert.equal(sweeper.pauseOf(entry), undefined);
  });

  it("brings no entry back that a message has deleted while it failed", async () => {
    const entry = due();
    answer = async () => {
      await ledger.remove(entry.mark);
      return failure("NOT_FOUND", { subject: "vm", messages: [] });
    };
    await ledger.put(entry);
    while (ledger.entry(entry.mark) !== undefined) {
      await pause(5);
    }

    await sweeper.stop();

    assert.deepEqual(ledger.entries(), []);
  });

  it("does not try without a break while the login at vCenter is being tried again", async () => {
    answer = () => failure("UNAUTHENTICATED", { subject: "session", data: { retryAt: new Date(0).toISOString() } });
    const entry = due();
    await failed(entry);

    assert.ok(sweeper.waitOf(entry) > HOUR / 2);
  });
});
