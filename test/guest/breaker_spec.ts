import assert from "node:assert/strict";
import sinon from "sinon";
import { Breaker, Unreachable } from "../../src/guest/breaker";
import { Job } from "../../src/guest/job";
import { Interrupted } from "../../src/vcenter/interrupted";
import { callError } from "./stubs";

const AWAY = "the server accepts no connections";

describe("an open breaker", () => {
  let clock: sinon.SinonFakeTimers;
  let probed: sinon.SinonStub<[], Promise<string | undefined>>;
  let changed: sinon.SinonStub;
  let isAwaited: boolean;
  let breaker: Breaker;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    probed = sinon.stub<[], Promise<string | undefined>>().resolves(AWAY);
    changed = sinon.stub();
    isAwaited = true;
    breaker = new Breaker(probed, changed, () => isAwaited);
    for (let count = 0; count < 5; count += 1) {
      breaker.silence();
    }
  });
  afterEach(() => clock.restore());

  it("has told it, with the time", () => {
    assert.deepEqual([breaker.isOpen, breaker.openedAt], [true, 0]);
    sinon.assert.calledOnceWithExactly(changed);
    breaker.silence();
    sinon.assert.calledOnce(changed);
  });

  it("asks after 1, 2, 4, 8, 16 and then every 30 s", async () => {
    const asked: number[] = [];
    probed.callsFake(() => {
      asked.push(clock.now / 1_000);
      return Promise.resolve(AWAY);
    });
    await clock.tickAsync(125_000);
    assert.deepEqual(asked, [1, 3, 7, 15, 31, 61, 91, 121]);
    assert.equal(breaker.openedAt, 0);
  });

  it("knows from the last question why vCenter does not answer", async () => {
    assert.equal(breaker.outage, undefined);
    await clock.tickAsync(1_000);
    assert.equal(breaker.outage, AWAY);
  });

  for (const [what, request] of [
    ["success", () => Promise.resolve("/tmp/x")],
    ["error", () => Promise.reject(callError("RESOURCE_BUSY", { status: 500 }))],
  ] as const) {
    it(`closes when a request that was under way is answered by vCenter: ${what}`, async () => {
      const passed = breaker.passage(new Job());
      await breaker.watched<unknown>(request()).catch(() => undefined);
      await passed;
      assert.equal(breaker.isOpen, false);
      sinon.assert.calledTwice(changed);
      await clock.tickAsync(60_000);
      sinon.assert.notCalled(probed);
    });
  }

  it("asks ever later while only questions are answered, until a request is", async () => {
    probed.resolves(undefined);
    const closedAt: number[] = [];
    for (const isAnswered of [false, false, true, false]) {
      await clock.tickAsync(60_000);
      assert.equal(breaker.isOpen, false);
      if (isAnswered) {
        await breaker.watched(Promise.resolve());
      }
      const openedAt = clock.now;
      changed.callsFake(() => {
        if (!breaker.isOpen) {
          closedAt.push((clock.now - openedAt) / 1_000);
        }
      });
      for (let count = 0; count < 5; count += 1) {
        breaker.silence();
      }
    }
    await clock.tickAsync(60_000);
    assert.deepEqual(closedAt, [2, 4, 1, 2]);
  });

  it("stays closed when a question comes back without an answer after that", async () => {
    probed.callsFake(() => new Promise((resolve) => setTimeout(resolve, 5_000, AWAY)));
    await clock.tickAsync(1_000);
    await breaker.watched(Promise.resolve());
    await clock.tickAsync(60_000);
    assert.equal(breaker.isOpen, false);
    sinon.assert.calledOnce(probed);
  });

  it("asks one question at a time: the pause begins with the answer", async () => {
    probed.callsFake(() => new Promise((resolve) => setTimeout(resolve, 10_000, AWAY)));
    await clock.tickAsync(10_999);
    sinon.assert.calledOnce(probed);
    breaker.await();
    await clock.tickAsync(2_000);
    sinon.assert.calledOnce(probed);
    await clock.tickAsync(1);
    sinon.assert.calledTwice(probed);
  });

  it("asks one question at a time also where it has closed and opened again during one, which then counts", async () => {
    const asked: number[] = [];
    probed.callsFake(() => {
      asked.push(clock.now / 1_000);
      return new Promise((resolve) => setTimeout(resolve, 5_000, AWAY));
    });
    await clock.tickAsync(1_500);
    await breaker.watched(Promise.resolve());
    for (let count = 0; count < 5; count += 1) {
      breaker.silence();
    }
    await clock.tickAsync(60_000);
    assert.deepEqual(asked, [1, 8, 17, 30, 51]);
    breaker.stop();
    await clock.tickAsync(60_000);
    assert.deepEqual([asked.length, clock.countTimers()], [5, 0]);
  });

  it("asks nothing while nobody waits, but once when somebody comes", async () => {
    isAwaited = false;
    await clock.tickAsync(600_000);
    sinon.assert.notCalled(probed);
    isAwaited = true;
    breaker.await();
    breaker.await();
    sinon.assert.calledOnce(probed);
    await clock.tickAsync(2_000);
    sinon.assert.calledTwice(probed);
  });

  it("closes when vCenter answers, lets all pass, and begins anew when a request was answered too", async () => {
    const passed = sinon.spy();
    void breaker.passage(new Job()).then(passed);
    void breaker.passage(new Job()).then(passed);
    await clock.tickAsync(999);
    sinon.assert.notCalled(passed);
    await clock.tickAsync(2_000);
    probed.resolves(undefined);
    await clock.tickAsync(1);
    sinon.assert.calledTwice(passed);
    sinon.assert.calledTwice(changed);
    assert.deepEqual([breaker.isOpen, breaker.openedAt, clock.countTimers()], [false, undefined, 0]);

    await breaker.watched(Promise.resolve());
    for (let count = 0; count < 4; count += 1) {
      breaker.silence();
    }
    assert.equal(breaker.isOpen, false);
    breaker.silence();
    probed.resetHistory();
    await clock.tickAsync(999);
    sinon.assert.notCalled(probed);
    await clock.tickAsync(1);
    sinon.assert.calledOnce(probed);
  });

  it("asks for a job that has begun, too, until that has ended", async () => {
    isAwaited = false;
    const job = new Job();
    const ended = assert.rejects(job.limited(10_000, () => breaker.passage(job)), Unreachable);
    await clock.tickAsync(10_000);
    await ended;
    sinon.assert.callCount(probed, 3);
    await clock.tickAsync(600_000);
    sinon.assert.callCount(probed, 3);
  });

  it("does not blame vCenter for a job that is canceled meanwhile", async () => {
    const job = new Job();
    const ended = assert.rejects(breaker.passage(job), (error) => error instanceof Interrupted && error.reason === "RESET");
    job.end("RESET");
    await ended;
  });

  it("asks nothing any more at the end of its pool", async () => {
    breaker.stop();
    await clock.tickAsync(600_000);
    sinon.assert.notCalled(probed);
  });

  it("sets no timer after the end of its pool, although a question was under way", async () => {
    probed.callsFake(() => new Promise((resolve) => setTimeout(resolve, 10_000, AWAY)));
    await clock.tickAsync(1_000);
    breaker.stop();
    await clock.tickAsync(10_000);
    assert.equal(clock.countTimers(), 0);
  });
});
