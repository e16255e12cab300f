import assert from "node:assert/strict";
import sinon from "sinon";
import { Breaker } from "../../src/guest/breaker";
import { Job } from "../../src/guest/job";
import { RetryBudget, repeated } from "../../src/guest/retry";
import type { VCenterError } from "../../src/vcenter/error";
import { operations } from "../../src/vcenter/operations";
import { callError, errorOf } from "./stubs";

describe("the budget for repeats", () => {
  let clock: sinon.SinonFakeTimers;
  let budget: RetryBudget;
  const breaker = new Breaker(() => Promise.resolve(undefined), () => undefined, () => true);
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    budget = new RetryBudget();
  });
  afterEach(() => clock.restore());

  /** How often each job was tried that gets this error until it succeeds after so many tries. */
  async function tries(jobs: number, status: number, successAfter = Infinity): Promise<number[]> {
    const attempts = Array.from({ length: jobs }, () => {
      let count = 0;
      return sinon.spy(() => {
        count += 1;
        return count > successAfter
          ? Promise.resolve()
          : Promise.reject(callError("SERVICE_UNAVAILABLE", { retryable: true, status }));
      });
    });
    const repeatable = { operation: operations.createTemporaryFile, maxAttempts: 2 };
    const ended = Promise.all(attempts.map((attempt) => repeated({ breaker, budget }, new Job(), repeatable, attempt).catch(() => undefined)));
    await clock.runAllAsync();
    await ended;
    return attempts.map(({ callCount }) => callCount);
  }

  const transient = (): VCenterError => callError("SERVICE_UNAVAILABLE", { retryable: true, status: 503 });
  const sum = (numbers: number[]): number => numbers.reduce((one, other) => one + other, 0);

  it("is enough for 35 repeats of what may pass, at 14 each, and the rest fails at once", async () => {
    assert.equal(sum(await tries(200, 503)), 200 + 35);
    const attempt = (): Promise<never> => Promise.reject(transient());
    const { cause } = await errorOf(repeated({ breaker, budget }, new Job(), { operation: operations.listVms, maxAttempts: 9 }, attempt));
    assert.equal(cause.retryable, true);
    assert.equal(clock.countTimers(), 0);
  });

  it("is enough for 100 repeats of what the server throttles, at 5 each", async () => {
    assert.equal(sum(await tries(200, 429)), 200 + 100);
  });

  it("is given back by a success after repeats, so that it is never used up by what helps", async () => {
    await tries(30, 503, 1);
    assert.equal(sum(await tries(200, 503)), 200 + 35);
  });

  it("gets 1 from each success without a repeat", async () => {
    await tries(200, 503);
    assert.equal(budget.take(transient()), undefined);
    await tries(3, 503, 0);
    assert.equal(budget.take(transient()), undefined);
    await tries(1, 503, 0);
    assert.equal(budget.take(transient()), 14);
  });

  it("is never more than 500", async () => {
    budget.giveBack(14);
    assert.equal(sum(await tries(200, 429)), 200 + 100);
  });

  it("is paid once for an error that many jobs share, like that of a login", () => {
    const shared = transient();
    assert.deepEqual([budget.take(shared), budget.take(shared), budget.take(transient())], [14, 0, 14]);
  });
});
