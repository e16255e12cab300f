import assert from "node:assert/strict";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import { Later } from "./stubs";

describe("a job", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  it("has made no attempt and goes on when it begins", () => {
    const job = new Job();
    assert.deepEqual([job.attempts, job.elapsed, job.signal.aborted], [0, 0, false]);
  });

  it("tells whole milliseconds since it began", () => {
    const job = new Job();
    clock.tick(1234.6);
    assert.equal(job.elapsed, 1235);
  });

  it("ends for the first reason given", () => {
    const job = new Job();
    job.end("CANCELED");
    job.end("TIMED_OUT");
    assert.deepEqual([job.signal.aborted, job.signal.reason], [true, "CANCELED"]);
  });

  it("ends when a part takes longer than its limit", async () => {
    const job = new Job();
    const answer = new Later<string>();
    const part = job.limited(2_000, () => answer.promise);
    await clock.tickAsync(1_999);
    assert.equal(job.signal.aborted, false);
    await clock.tickAsync(1);
    assert.equal(job.signal.reason, "TIMED_OUT");
    answer.resolve("late");
    assert.equal(await part, "late");
  });

  it("has no limit any more when the part is over, however it ended", async () => {
    const job = new Job();
    assert.equal(await job.limited(1_000, () => Promise.resolve("done")), "done");
    await assert.rejects(job.limited(1_000, () => Promise.reject(new Error("failed"))), /^Error: failed$/);
    const thrower = (): Promise<never> => {
      throw new Error("thrown");
    };
    await assert.rejects(job.limited(1_000, thrower), /^Error: thrown$/);
    assert.equal(clock.countTimers(), 0);
    await clock.tickAsync(10_000);
    assert.equal(job.signal.aborted, false);
  });
});
