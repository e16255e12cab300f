import assert from "node:assert/strict";
import sinon from "sinon";
import { Breaker } from "../../src/guest/breaker";
import { Job } from "../../src/guest/job";
import { type Repeatable, RetryBudget, repeated } from "../../src/guest/retry";
import { VCenterError } from "../../src/vcenter/error";
import { Interrupted } from "../../src/vcenter/interrupted";
import { operations } from "../../src/vcenter/operations";
import { callError, errorOf } from "./stubs";

const CREATE: Repeatable = { operation: operations.createTemporaryFile, maxAttempts: 5 };
const READ: Repeatable = { operation: operations.listVms, maxAttempts: 5 };
const DELETE: Repeatable = { operation: operations.deleteFile, maxAttempts: 5 };
const busy = (cause: Partial<VCenterError["cause"]> = {}): VCenterError => callError("RESOURCE_BUSY", { retryable: true, ...cause });

/** As the server asks for a pause. */
function throttled(retryAfter: number): VCenterError {
  const { message, code, cause } = busy({ status: 429 });
  return new VCenterError(message, code, cause, retryAfter);
}

describe("repeating", () => {
  let clock: sinon.SinonFakeTimers;
  let breaker: Breaker;
  let attempt: sinon.SinonStub<[], Promise<string>>;
  let times: number[];
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    breaker = new Breaker(() => Promise.resolve(undefined), () => undefined, () => true);
    times = [];
    attempt = sinon.stub();
  });
  afterEach(() => {
    sinon.restore();
    clock.restore();
  });

  /** What comes of it, and when each attempt was made. */
  async function run(error: Error, what = CREATE, timeout = Infinity, job = new Job()): Promise<unknown> {
    attempt.callsFake(() => {
      times.push(clock.now);
      return Promise.reject(error);
    });
    const ended = job
      .limited(timeout, () => repeated({ breaker, budget: new RetryBudget() }, job, what, attempt))
      .catch((thrown: unknown) => thrown);
    await clock.runAllAsync();
    return ended;
  }

  const BOUNDS = [[0, 250], [0.999999, 500]] as const;
  for (const [random, first] of BOUNDS) {
    it(`pauses ${first} ms, doubling, at most ${(20_000 * first) / 500} ms, when chance says ${random}`, async () => {
      sinon.stub(Math, "random").returns(random);
      const error = busy();
      assert.equal(await run(error, { ...READ, maxAttempts: 9 }), error);
      const pauses = times.slice(1).map((time, index) => time - times[index]!);
      const expected = [1, 2, 4, 8, 16, 32, 40, 40].map((factor) => factor * first);
      pauses.forEach((pause, index) => {
        assert.ok(Math.abs(pause - expected[index]!) <= 2, `${pauses.join()} instead of ${expected.join()}`);
      });
      assert.equal(pauses.length, expected.length);
    });
  }

  it("pauses as long as the server asks, up to 60 s", async () => {
    for (const [asked, pause] of [[0, 0], [7_000, 7_000], [60_000, 60_000], [61_000, 60_000], [86_400_000, 60_000]] as const) {
      times = [];
      await run(throttled(asked), { ...CREATE, maxAttempts: 2 });
      assert.equal(times[1]! - times[0]!, pause);
    }
  });

  it("tries as often as allowed, and gives the last error", async () => {
    for (const maxAttempts of [1, 3]) {
      times = [];
      const error = busy();
      assert.equal(await run(error, { ...CREATE, maxAttempts }), error);
      assert.equal(times.length, maxAttempts);
    }
  });

  it("begins no pause that would end after the deadline", async () => {
    const error = throttled(10_000);
    assert.equal(await run(error, CREATE, 10_000), error);
    assert.deepEqual([times.length, clock.countTimers()], [1, 0]);
    await run(error, CREATE, 10_001);
    assert.equal(times.length, 3);
  });

  it("ends in a pause with its job", async () => {
    const job = new Job();
    setTimeout(() => {
      job.end("RESET");
    }, 5_000);
    const thrown = await run(throttled(10_000), CREATE, Infinity, job);
    assert.ok(thrown instanceof Interrupted && thrown.reason === "RESET");
    assert.equal(times.length, 1);
  });

  const ROWS: [title: string, error: Error, what: Repeatable, tries: number][] = [
    ["a creation that was not done", busy(), CREATE, 5],
    ["a creation of which nobody knows, never", busy({ outcome: "unknown" }), CREATE, 1],
    ["a deletion of which nobody knows", busy({ outcome: "unknown" }), DELETE, 5],
    ["a question", busy({ outcome: "unknown" }), READ, 5],
    ["what does not pass by itself, never", busy({ retryable: false }), READ, 1],
    ["a vCenter login, never: it has a time of its own", busy({ subject: "session" }), READ, 1],
    ["what VMware Tools are missing for, never: waiting is the job's choice", busy({ subject: "tools" }), CREATE, 1],
    ["what is no error of ours, never", new TypeError("boom"), READ, 1],
  ];
  for (const [title, error, what, tries] of ROWS) {
    it(`repeats ${title}`, async () => {
      assert.equal(await run(error, what), error);
      assert.equal(times.length, tries);
    });
  }

  it("leaves its job in doubt once a try of what may be done twice is, until one succeeds", async () => {
    const job = new Job();
    attempt.onCall(0).rejects(callError("ERROR", { outcome: "unknown", retryable: true }));
    attempt.rejects(callError("RESOURCE_BUSY", { retryable: true }));
    const error = errorOf(repeated({ breaker, budget: new RetryBudget() }, job, { operation: operations.deleteFile, maxAttempts: 2 }, attempt));
    await clock.runAllAsync();
    assert.deepEqual([(await error).code, job.isInDoubt, attempt.callCount], ["RESOURCE_BUSY", true, 2]);
    attempt.resolves("");
    await repeated({ breaker, budget: new RetryBudget() }, job, READ, attempt);
    assert.equal(job.isInDoubt, false);
  });

  it("ends with the first success", async () => {
    attempt.onFirstCall().rejects(busy()).onSecondCall().resolves("/tmp/x");
    const result = repeated({ breaker, budget: new RetryBudget() }, new Job(), CREATE, attempt);
    await clock.runAllAsync();
    assert.equal(await result, "/tmp/x");
    sinon.assert.calledTwice(attempt);
  });

  it("waits for the breaker to close instead of pausing, and tries nothing meanwhile", async () => {
    const budget = new RetryBudget();
    const take = sinon.spy(budget, "take");
    attempt.onFirstCall().callsFake(() => {
      [1, 2, 3, 4, 5].forEach(() => {
        breaker.silence();
      });
      return Promise.reject(busy());
    });
    attempt.onSecondCall().resolves("/tmp/x");
    const result = repeated({ breaker, budget }, new Job(), CREATE, attempt);
    await clock.tickAsync(999);
    sinon.assert.calledOnce(attempt);
    await clock.tickAsync(1);
    assert.equal(await result, "/tmp/x");
    sinon.assert.notCalled(take);
  });
});
