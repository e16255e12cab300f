import assert from "node:assert/strict";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import { Pool } from "../../src/guest/pool";
import { interruptible } from "../../src/vcenter/interrupted";
import { Later, stubClient, type StubClient } from "./stubs";

describe("a pool", () => {
  let clock: sinon.SinonFakeTimers;
  let client: StubClient;
  let pool: Pool;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    client = stubClient();
    pool = new Pool(client, "vcenter.example.com:443");
  });
  afterEach(() => clock.restore());

  /** Begins a job that obeys its signal. */
  function begin(answer: Promise<unknown>): { job: Job; ended: Promise<PromiseSettledResult<unknown>[]> } {
    const job = new Job();
    return { job, ended: Promise.allSettled([pool.running(job, () => interruptible(answer, job.signal))]) };
  }

  function close(): sinon.SinonSpy {
    const closed = sinon.spy();
    void pool.close().then(closed);
    return closed;
  }

  it("gives what the work of a job gives", async () => {
    assert.equal(await pool.running(new Job(), () => Promise.resolve(7)), 7);
    const failure = new Error("failed");
    await assert.rejects(pool.running(new Job(), () => Promise.reject(failure)), (error) => error === failure);
  });

  it("logs out at once when it closes without a job", async () => {
    await begin(Promise.resolve()).ended;
    await begin(Promise.reject(new Error("failed"))).ended;
    const closed = close();
    await clock.tickAsync(1);
    sinon.assert.calledOnce(closed);
    sinon.assert.calledOnce(client.close);
  });

  it("lets its jobs end before it logs out", async () => {
    const answer = new Later<string>();
    const { job, ended } = begin(answer.promise);
    const closed = close();
    await clock.tickAsync(4_900);
    sinon.assert.notCalled(client.close);
    answer.resolve("in time");
    assert.deepEqual(await ended, [{ status: "fulfilled", value: "in time" }]);
    await clock.tickAsync(1);
    sinon.assert.callOrder(client.close, closed);
    assert.equal(job.signal.aborted, false);
  });

  it("waits for its jobs no longer than 5 s, cancels them, and then logs out", async () => {
    const jobs = [begin(new Later().promise), begin(new Later().promise)];
    const closed = close();
    await clock.tickAsync(4_999);
    assert.ok(jobs.every(({ job }) => !job.signal.aborted));
    await clock.tickAsync(10);
    assert.deepEqual(jobs.map(({ job }) => job.signal.reason as unknown), ["CANCELED", "CANCELED"]);
    sinon.assert.calledOnce(client.close);
    sinon.assert.calledOnce(closed);
  });

  it("logs out 5 s later although a job does not obey", async () => {
    const job = new Job();
    void pool.running(job, () => new Later().promise);
    const closed = close();
    await clock.tickAsync(9_990);
    assert.equal(job.signal.aborted, true);
    sinon.assert.notCalled(client.close);
    await clock.tickAsync(20);
    sinon.assert.calledOnce(closed);
  });

  it("waits for a job that goes on after its first part, and for one that comes meanwhile", async () => {
    const parts = [new Later<string>(), new Later<string>(), new Later<string>()];
    const job = new Job();
    const both = pool
      .running(job, () => parts[0]!.promise)
      .then(async (first) => {
        await Promise.resolve().then(() => undefined).then(() => undefined);
        return first;
      })
      .then((first) => pool.running(job, async () => first + (await parts[1]!.promise)));
    const closed = close();
    parts[0]!.resolve("a");
    await clock.tickAsync(1_000);
    const late = begin(parts[2]!.promise);
    parts[1]!.resolve("b");
    assert.equal(await both, "ab");
    await clock.tickAsync(1_000);
    sinon.assert.notCalled(client.close);
    parts[2]!.resolve("c");
    assert.deepEqual(await late.ended, [{ status: "fulfilled", value: "c" }]);
    await clock.tickAsync(1);
    sinon.assert.calledOnce(closed);
  });

  it("cancels what comes when it has closed", async () => {
    close();
    await clock.tickAsync(1);
    const { job, ended } = begin(new Later().promise);
    assert.equal(job.signal.reason, "CANCELED");
    assert.equal((await ended)[0]?.status, "rejected");
  });

  it("does not hide that logging out failed", async () => {
    client.close.rejects(new Error("no logout"));
    const rejected = assert.rejects(pool.close(), /^Error: no logout$/);
    await clock.tickAsync(1);
    await rejected;
  });
});
