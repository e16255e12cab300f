import assert from "node:assert/strict";
import sinon from "sinon";
import { type Breaker, Unreachable } from "../../src/guest/breaker";
import { Job } from "../../src/guest/job";
import { Turns } from "../../src/guest/turns";
import { Interrupted } from "../../src/vcenter/interrupted";

describe("the time that a job waits for its turn", () => {
  let clock: sinon.SinonFakeTimers;
  let breaker: { isOpen: boolean; openedAt: number | undefined; await: sinon.SinonStub };
  let queue: Turns;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    breaker = { isOpen: false, openedAt: undefined, await: sinon.stub() };
    queue = new Turns(() => ({ maxConcurrent: 1, maxConcurrentPerVm: 1 }), breaker as unknown as Breaker);
    void queue.turn(new Job(), "vm-1", { queueTimeout: Infinity, timeout: 1 });
  });
  afterEach(() => clock.restore());

  /** How the waiting ended, and when. */
  function wait(queueTimeout: number, timeout = 60_000, vm = "vm-42"): { how?: string; at?: number } {
    const end: { how?: string; at?: number } = {};
    Promise.resolve(queue.turn(new Job(), vm, { queueTimeout, timeout })).then(
      () => Object.assign(end, { how: "turn", at: clock.now }),
      (error: unknown) => {
        const how = error instanceof Interrupted ? error.reason : error instanceof Unreachable ? "unreachable" : String(error);
        Object.assign(end, { how, at: clock.now });
      },
    );
    return end;
  }

  function open(): void {
    Object.assign(breaker, { isOpen: true, openedAt: clock.now });
    queue.changed();
  }

  it("ends at the queue's time limit, counted from the arrival", async () => {
    const ends = [wait(1_000), wait(3_000), wait(2_000, 1, "vm-43"), wait(Infinity)];
    await clock.tickAsync(999);
    assert.deepEqual(ends, [{}, {}, {}, {}]);
    await clock.tickAsync(5_000);
    assert.deepEqual(ends.map(({ how }) => how), ["TIMED_OUT", "TIMED_OUT", "TIMED_OUT", undefined]);
    ends.slice(0, 3).forEach(({ at = 0 }, index) => {
      const due = [1_000, 3_000, 2_000][index]!;
      assert.ok(at >= due && at <= due + 60, `${at} instead of ${due}`);
    });
    assert.equal(queue.waiting, 1);
  });

  it("is over at once for who comes too late, also when it could begin", () => {
    const job = new Job();
    clock.tick(1_000);
    assert.throws(() => queue.turn(job, "vm-50", { queueTimeout: 1_000, timeout: 1 }), (error) => error instanceof Interrupted && error.reason === "TIMED_OUT");
  });

  it("sets no timer where there is no limit", () => {
    wait(Infinity);
    assert.equal(clock.countTimers(), 0);
  });

  it("ends by the other limit when vCenter stops answering: the later of arrival and opening counts", async () => {
    const before = wait(Infinity, 5_000);
    await clock.tickAsync(10_000);
    open();
    await clock.tickAsync(2_000);
    const after = wait(Infinity, 5_000);
    await clock.tickAsync(2_900);
    assert.deepEqual([before, after], [{}, {}]);
    await clock.tickAsync(5_000);
    assert.deepEqual([before.how, after.how], ["unreachable", "unreachable"]);
    assert.ok(before.at! >= 15_000 && before.at! <= 15_060, String(before.at));
    assert.ok(after.at! >= 17_000 && after.at! <= 17_060, String(after.at));
    sinon.assert.calledOnce(breaker.await);
  });

  it("ends by the queue's limit also then, if that comes first", async () => {
    const end = wait(3_000, 5_000);
    open();
    await clock.tickAsync(3_100);
    assert.equal(end.how, "TIMED_OUT");
  });

  it("goes on when vCenter answers again", async () => {
    const end = wait(100_000, 5_000);
    open();
    await clock.tickAsync(4_000);
    Object.assign(breaker, { isOpen: false, openedAt: undefined });
    queue.changed();
    await clock.tickAsync(90_000);
    assert.deepEqual(end, {});
    await clock.tickAsync(10_000);
    assert.equal(end.how, "TIMED_OUT");
  });

  it("gives no turn while vCenter does not answer, and all of them afterwards", async () => {
    queue = new Turns(() => ({ maxConcurrent: 9, maxConcurrentPerVm: 1 }), breaker as unknown as Breaker);
    open();
    const ends = [wait(Infinity, 9_000, "a"), wait(Infinity, 9_000, "b")];
    await clock.tickAsync(1_000);
    assert.deepEqual(ends, [{}, {}]);
    Object.assign(breaker, { isOpen: false, openedAt: undefined });
    queue.changed();
    await clock.tickAsync(0);
    assert.deepEqual(ends.map(({ how }) => how), ["turn", "turn"]);
  });

  it("leaves no timer when the pool has ended", () => {
    wait(1_000);
    queue.stop();
    assert.equal(clock.countTimers(), 0);
  });
});

describe("the end of 10,000 jobs that wait", () => {
  it("comes in slices, between which the event loop turns", async () => {
    const clock = sinon.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
    const breaker = { isOpen: true, openedAt: 0, await: sinon.stub() };
    const queue = new Turns(() => ({ maxConcurrent: 1, maxConcurrentPerVm: 1 }), breaker as unknown as Breaker);
    try {
      const order: string[] = [];
      const patience = { queueTimeout: Infinity, timeout: 5_000 };
      const waiting = Array.from({ length: 10_000 }, (_, index) =>
        Promise.resolve(queue.turn(new Job(), `vm-${index % 200}`, patience)).catch(() => order.push("job")),
      );
      const all = Promise.all(waiting);
      clock.tick(5_060);
      while (order.filter((what) => what === "job").length < 10_000) {
        await new Promise((resolve) => setImmediate(resolve));
        order.push("loop");
      }
      await all;
      const slices = order.join(" ").split("loop").map((slice) => slice.split("job").length - 1);
      assert.ok(Math.max(...slices) <= 500, `${Math.max(...slices)} ended in one turn of the event loop`);
      assert.equal(queue.waiting, 0);
    } finally {
      clock.restore();
    }
  });
});
