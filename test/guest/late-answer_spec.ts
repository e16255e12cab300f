import assert from "node:assert/strict";
import sinon from "sinon";
import type { Job } from "../../src/guest/job";
import { LateAnswer } from "../../src/guest/late-answer";
import { Flight } from "../../src/vcenter/flight";
import { callError, Later } from "./stubs";

describe("an answer that comes too late", () => {
  let clock: sinon.SinonFakeTimers;
  let answer: Later<string>;
  let flight: Flight;
  let remove: sinon.SinonStub<[string, Job], Promise<void>>;
  let leftBehind: sinon.SinonStub<[string], void>;
  let late: LateAnswer<string>;
  let isGone: sinon.SinonSpy;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    answer = new Later();
    flight = new Flight();
    remove = sinon.stub<[string, Job], Promise<void>>().resolves();
    leftBehind = sinon.stub();
    late = new LateAnswer(answer.promise, flight, { remove, leftBehind });
    isGone = sinon.spy();
    void late.isGone.then(isGone);
  });
  afterEach(() => clock.restore());

  /** A deletion that lasts as long as its job lets it. */
  const slow = (_path: string, job: Job): Promise<void> => job.until(new Promise<never>(() => undefined));

  async function arrive(ms: number): Promise<void> {
    await clock.tickAsync(ms);
    answer.resolve("/tmp/x");
    await clock.tickAsync(0);
  }

  it("is deleted, for nobody knows its path", async () => {
    await arrive(29_999);
    sinon.assert.calledOnceWithMatch(remove, "/tmp/x");
    sinon.assert.calledOnceWithExactly(isGone, true);
    sinon.assert.notCalled(leftBehind);
    assert.deepEqual([flight.aborted, clock.countTimers()], [false, 0]);
  });

  it("is awaited for 30 s, then the request is aborted", async () => {
    await clock.tickAsync(29_999);
    sinon.assert.notCalled(isGone);
    assert.equal(flight.aborted, false);
    await arrive(1);
    sinon.assert.calledOnceWithExactly(isGone, false);
    assert.equal(flight.aborted, true);
    sinon.assert.notCalled(remove);
    sinon.assert.notCalled(leftBehind);
  });

  for (const [outcome, gone] of [["not_done", true], ["unknown", false]] as const) {
    it(`leaves ${gone ? "nothing" : "maybe something"} behind when it is an error with the outcome ${outcome}`, async () => {
      answer.reject(callError("ERROR", { outcome }));
      await clock.tickAsync(0);
      sinon.assert.calledOnceWithExactly(isGone, gone);
      sinon.assert.notCalled(remove);
    });
  }

  it("is told as left behind, once, when it could not be deleted", async () => {
    remove.rejects(callError("RESOURCE_BUSY"));
    await arrive(1_000);
    sinon.assert.calledOnceWithExactly(leftBehind, "/tmp/x");
    sinon.assert.calledOnceWithExactly(isGone, false);
  });

  it("is told as left behind when its deletion takes longer than 10 s", async () => {
    remove.callsFake(slow);
    await arrive(20_000);
    await clock.tickAsync(9_999);
    sinon.assert.notCalled(leftBehind);
    await clock.tickAsync(1);
    sinon.assert.calledOnce(leftBehind);
  });

  describe("when its node or pool closes", () => {
    it("is awaited for 5 s more", async () => {
      await clock.tickAsync(10_000);
      late.hurry();
      await clock.tickAsync(4_999);
      sinon.assert.notCalled(isGone);
      await clock.tickAsync(1);
      sinon.assert.calledOnceWithExactly(isGone, false);
      assert.equal(flight.aborted, true);
    });

    it("is not awaited longer by that", async () => {
      await clock.tickAsync(28_000);
      late.hurry();
      await clock.tickAsync(2_000);
      sinon.assert.calledOnceWithExactly(isGone, false);
    });

    it("has 3 s for its deletion, if it comes then", async () => {
      remove.callsFake(slow);
      late.hurry();
      await arrive(4_900);
      await clock.tickAsync(2_999);
      sinon.assert.notCalled(leftBehind);
      await clock.tickAsync(1);
      sinon.assert.calledOnce(leftBehind);
    });

    it("has 3 s more for its deletion, if that is under way", async () => {
      remove.callsFake(slow);
      await arrive(1_000);
      await clock.tickAsync(1_000);
      late.hurry();
      await clock.tickAsync(2_999);
      sinon.assert.notCalled(leftBehind);
      await clock.tickAsync(1);
      sinon.assert.calledOnce(leftBehind);
    });

    it("is abandoned at last: before it came in silence, else as left behind", async () => {
      late.abandon();
      await clock.tickAsync(0);
      sinon.assert.calledOnceWithExactly(isGone, false);
      sinon.assert.notCalled(leftBehind);
      assert.equal(flight.aborted, true);

      remove.callsFake(slow);
      const other = new LateAnswer(Promise.resolve("/tmp/y"), new Flight(), { remove, leftBehind });
      await clock.tickAsync(0);
      other.abandon();
      assert.equal(await other.isGone, false);
      sinon.assert.calledOnceWithExactly(leftBehind, "/tmp/y");
    });
  });
});
