import assert from "node:assert/strict";
import sinon from "sinon";
import { Job, type Phase } from "../../src/guest/job";
import type { Pool } from "../../src/guest/pool";
import { Interrupted } from "../../src/vcenter/interrupted";
import { Later, poolOf, stubClient, type StubClient } from "./stubs";

describe("a pool", () => {
  let clock: sinon.SinonFakeTimers;
  let client: StubClient;
  let pool: Pool;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    client = stubClient();
    pool = poolOf(client);
  });
  afterEach(() => clock.restore());

  /** Begins a job that ends when it is told to. */
  function begin(answer: Promise<unknown>, phase: Phase = "running"): Promise<PromiseSettledResult<unknown>[]> {
    const job = new Job();
    job.phase = phase;
    return Promise.allSettled([pool.during(job, () => job.until(answer))]);
  }

  /** Why a job of {@link begin} ended. */
  async function reasonOf(ended: Promise<PromiseSettledResult<unknown>[]>): Promise<unknown> {
    const [end] = await ended;
    return end?.status === "rejected" && end.reason instanceof Interrupted ? end.reason.reason : end?.status;
  }

  function close(): sinon.SinonSpy {
    const closed = sinon.spy();
    void pool.close().then(closed);
    return closed;
  }

  it("logs out at once when it closes without a job", async () => {
    await begin(Promise.resolve());
    await begin(Promise.reject(new Error("failed")));
    const closed = close();
    await clock.tickAsync(1);
    sinon.assert.calledOnce(closed);
    sinon.assert.calledOnceWithMatch(client.close, sinon.match((loginWait: number) => loginWait > 4_990));
  });

  it("cancels at once what waits, and lets the rest end before it logs out", async () => {
    const answer = new Later<string>();
    const ended = begin(answer.promise);
    const waiting = begin(new Later().promise, "queued");
    const closed = close();
    assert.equal(await reasonOf(waiting), "CLOSED");
    await clock.tickAsync(4_900);
    sinon.assert.notCalled(client.close);
    answer.resolve("in time");
    assert.deepEqual(await ended, [{ status: "fulfilled", value: "in time" }]);
    await clock.tickAsync(1);
    sinon.assert.callOrder(client.close, closed);
  });

  it("waits for its jobs no longer than 5 s, cancels them, and then logs out", async () => {
    const jobs = [begin(new Later().promise), begin(new Later().promise, "waiting")];
    const told = sinon.spy();
    void Promise.all(jobs).then(told);
    const closed = close();
    await clock.tickAsync(4_999);
    sinon.assert.notCalled(told);
    await clock.tickAsync(10);
    assert.deepEqual(await Promise.all(jobs.map(reasonOf)), ["CLOSED", "CLOSED"]);
    sinon.assert.calledOnceWithExactly(client.close, 0);
    sinon.assert.calledOnce(closed);
  });

  it("logs out 3 s later although a job does not obey", async () => {
    void pool.during(new Job(), () => new Later().promise);
    const closed = close();
    await clock.tickAsync(7_990);
    sinon.assert.notCalled(client.close);
    await clock.tickAsync(20);
    sinon.assert.calledOnce(closed);
  });

  it("waits for a job that goes on after its first part, and for one that comes meanwhile", async () => {
    const parts = [new Later<string>(), new Later<string>(), new Later<string>()];
    const job = new Job();
    job.phase = "running";
    const both = pool.during(job, () => parts[0]!.promise)
      .then(async (first) => {
        await Promise.resolve().then(() => undefined).then(() => undefined);
        return first;
      })
      .then((first) => pool.during(job, async () => first + (await parts[1]!.promise)));
    const closed = close();
    parts[0]!.resolve("a");
    await clock.tickAsync(1_000);
    const late = begin(parts[2]!.promise);
    parts[1]!.resolve("b");
    assert.equal(await both, "ab");
    await clock.tickAsync(1_000);
    sinon.assert.notCalled(client.close);
    parts[2]!.resolve("c");
    assert.deepEqual(await late, [{ status: "fulfilled", value: "c" }]);
    await clock.tickAsync(1);
    sinon.assert.calledOnce(closed);
  });

  it("cancels what comes when it has closed", async () => {
    close();
    await clock.tickAsync(1);
    assert.equal(await reasonOf(begin(new Later().promise)), "CLOSED");
  });

  it("does not hide that logging out failed", async () => {
    client.close.rejects(new Error("no logout"));
    const rejected = assert.rejects(pool.close(), /^Error: no logout$/);
    await clock.tickAsync(1);
    await rejected;
  });
});
