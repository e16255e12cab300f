import assert from "node:assert/strict";
import sinon from "sinon";
import { Job, type Phase } from "../../src/guest/job";
import { Interrupted, type Interruption } from "../../src/vcenter/interrupted";
import { Later, turns } from "./stubs";

/** How a promise of a job ended that ended with it. */
async function ending(promise: Promise<unknown>): Promise<Interruption> {
  const error = await promise.then(
    () => assert.fail("it was fulfilled"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Interrupted && !error.written, String(error));
  return error.reason;
}

const never = (): Promise<never> => new Promise<never>(() => undefined);

describe("a job", () => {
  let clock: sinon.SinonFakeTimers;
  let job: Job;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    job = new Job();
  });
  afterEach(() => clock.restore());

  it("is queued and has made no attempt when it begins", () => {
    assert.deepEqual([job.phase, job.attempts, job.elapsed, job.left], ["queued", 0, 0, Infinity]);
  });

  it("tells whole milliseconds since it began", () => {
    clock.tick(1234.6);
    assert.equal(job.elapsed, 1235);
  });

  it("tells its watcher of each phase and each line for the log", () => {
    const changed = sinon.stub<[Phase, Phase]>();
    const warn = sinon.stub();
    const watched = new Job({ changed, warn });
    watched.phase = "running";
    watched.phase = "ended";
    watched.warn("one line");
    assert.deepEqual(changed.args, [["running", "queued"], ["ended", "running"]]);
    sinon.assert.calledOnceWithExactly(warn, "one line");
  });

  it("ends for the first reason given, also for what it waits for later", async () => {
    job.check();
    const waiting = ending(job.until(never()));
    job.end("RESET");
    job.end("TIMED_OUT");
    assert.deepEqual([await waiting, await ending(job.until(Promise.resolve()))], ["RESET", "RESET"]);
    const begin = sinon.stub();
    assert.equal(await ending(job.wait(begin)), "RESET");
    sinon.assert.notCalled(begin);
    assert.throws(() => {
      job.check();
    }, Interrupted);
  });

  it("takes back what it waits for when it ends, and only then", async () => {
    const takeBack = sinon.stub();
    await job.wait<undefined>((resolve) => {
      resolve(undefined);
      return takeBack;
    });
    let settle: (value: number) => void = () => undefined;
    const second = job.wait<number>((resolve) => {
      settle = resolve;
      return takeBack;
    });
    settle(7);
    assert.equal(await second, 7);
    const third = ending(job.wait(() => takeBack));
    sinon.assert.notCalled(takeBack);
    job.end("CLOSED");
    await third;
    sinon.assert.calledOnce(takeBack);
  });

  it("that has ended leaves no rejection unhandled of what it does not wait for any more", async () => {
    const unhandled = sinon.stub();
    process.on("unhandledRejection", unhandled);
    try {
      job.end("RESET");
      assert.equal(await ending(job.until(Promise.reject(new Error("refused")))), "RESET");
      clock.restore();
      await turns();
      sinon.assert.notCalled(unhandled);
    } finally {
      process.off("unhandledRejection", unhandled);
    }
  });

  it("leaves to others what it does not wait for any more", async () => {
    const answer = new Later<string>();
    const waiting = ending(job.until(answer.promise));
    job.end("TIMED_OUT");
    await waiting;
    answer.resolve("for others");
    assert.equal(await answer.promise, "for others");
  });

  it("pauses as long as told, and leaves no timer when it ends before that", async () => {
    const over = sinon.spy();
    void job.pause(500).then(over);
    await clock.tickAsync(499);
    sinon.assert.notCalled(over);
    await clock.tickAsync(1);
    sinon.assert.calledOnce(over);
    const cut = ending(job.pause(500));
    job.end("RESET");
    await cut;
    assert.equal(clock.countTimers(), 0);
  });
});

describe("the time limit of a part of a job", () => {
  let clock: sinon.SinonFakeTimers;
  let job: Job;
  let ended: sinon.SinonSpy;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    job = new Job();
    ended = sinon.spy();
  });
  afterEach(() => clock.restore());

  const part = (): Promise<unknown> => job.until(never()).catch(ended);

  it("ends it", async () => {
    void job.limited(2_000, part);
    await clock.tickAsync(1_500);
    assert.equal(job.left, 500);
    await clock.tickAsync(499);
    sinon.assert.notCalled(ended);
    await clock.tickAsync(1);
    sinon.assert.calledOnceWithMatch(ended, { reason: "TIMED_OUT" });
  });

  it("is no more when the part is over, however it ended", async () => {
    assert.equal(await job.limited(1_000, () => Promise.resolve("done")), "done");
    await assert.rejects(job.limited(1_000, () => Promise.reject(new Error("failed"))), /^Error: failed$/);
    const thrower = (): Promise<never> => {
      throw new Error("thrown");
    };
    await assert.rejects(job.limited(1_000, thrower), /^Error: thrown$/);
    assert.deepEqual([clock.countTimers(), job.left], [0, Infinity]);
  });

  it("stands still in a part that is not counted, and goes on behind it", async () => {
    void job.limited(2_000, async () => {
      await job.pause(500);
      await job.untimed(() => job.pause(3_600_000));
      await part();
    });
    await clock.tickAsync(3_600_500);
    assert.equal(job.left, 1_500);
    await clock.tickAsync(1_499);
    sinon.assert.notCalled(ended);
    await clock.tickAsync(1);
    sinon.assert.calledOnce(ended);
  });

  it("can be shortened, never prolonged", async () => {
    void job.limited(2_000, part);
    job.hurry(3_000);
    assert.equal(job.left, 2_000);
    job.hurry(700);
    await clock.tickAsync(699);
    sinon.assert.notCalled(ended);
    await clock.tickAsync(1);
    sinon.assert.calledOnce(ended);
    assert.equal(clock.countTimers(), 0);
  });

  it("is not begun by shortening it", () => {
    job.hurry(10);
    assert.deepEqual([clock.countTimers(), job.left], [0, Infinity]);
  });

  it("may be none", async () => {
    void job.limited(Infinity, part);
    assert.equal(clock.countTimers(), 0);
    await clock.tickAsync(2 ** 31);
    sinon.assert.notCalled(ended);
  });
});
