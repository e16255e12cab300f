import assert from "node:assert/strict";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import type { Pool } from "../../src/guest/pool";
import { Slot } from "../../src/guest/slot";
import type { Tools } from "../../src/guest/tools";
import { callError, errorOf, Later, PLACE, poolOf, stubClient, type StubClient, turns } from "./stubs";

const READY = { guest_operations_ready: true, interactive_guest_operations_ready: false };

describe("the question whether VMware Tools are ready", () => {
  let client: StubClient;
  let pool: Pool;
  let tools: Tools;
  beforeEach(() => {
    client = stubClient();
    pool = poolOf(client);
    ({ tools } = pool);
  });

  it("is asked once for all who ask at the same time", async () => {
    client.guestOperations.resolves(READY);
    const answers = await Promise.all(Array.from({ length: 20 }, () => tools.readiness("vm-42")));
    assert.deepEqual(new Set(answers), new Set([READY]));
    sinon.assert.calledOnceWithMatch(client.guestOperations, "vm-42");
  });

  it("is asked for each VM", async () => {
    client.guestOperations.resolves(READY);
    await Promise.all([tools.readiness("vm-42"), tools.readiness("vm-43")]);
    assert.deepEqual(client.guestOperations.args.map(([vm]) => vm), ["vm-42", "vm-43"]);
  });

  it("is asked anew when it has been answered, or not", async () => {
    client.guestOperations.onFirstCall().rejects(callError("ERROR"));
    client.guestOperations.onSecondCall().resolves({ ...READY, guest_operations_ready: false });
    client.guestOperations.onThirdCall().resolves(READY);
    assert.equal(await tools.readiness("vm-42"), undefined);
    assert.equal((await tools.readiness("vm-42"))?.guest_operations_ready, false);
    assert.equal((await tools.readiness("vm-42"))?.guest_operations_ready, true);
  });

  it("stays open for those who come while it is under way, also after a failure before", async () => {
    const answers = [new Later<typeof READY>(), new Later<typeof READY>()];
    client.guestOperations.onFirstCall().returns(answers[0]!.promise).onSecondCall().returns(answers[1]!.promise);
    const first = tools.readiness("vm-42");
    answers[0]!.reject(callError("ERROR"));
    assert.equal(await first, undefined);
    const others = [tools.readiness("vm-42"), tools.readiness("vm-42")];
    answers[1]!.resolve(READY);
    assert.deepEqual(await Promise.all(others), [READY, READY]);
    sinon.assert.calledTwice(client.guestOperations);
  });

  it("ends with the pool", async () => {
    const answer = tools.readiness("vm-42");
    await turns();
    tools.stop();
    assert.equal(await answer, undefined);
    assert.equal(client.guestOperations.firstCall.args[1].aborted, true);
  });

  it("is not asked where the breaker has opened while it waited for a slot", async () => {
    const slots = [...Array(32).keys()].map(() => new Slot(pool.turns.slots));
    await Promise.all(slots.map((slot) => slot.takeSlot(new Job())));
    const answer = tools.readiness("vm-42");
    await turns();
    for (let count = 0; count < 5; count += 1) {
      pool.breaker.silence();
    }
    slots[0]?.rest();
    assert.equal(await answer, undefined);
    sinon.assert.notCalled(client.guestOperations);
    pool.breaker.stop();
  });

  it("waits 10 s for the answer, not longer", async () => {
    const clock = sinon.useFakeTimers();
    try {
      const settled = sinon.spy();
      const answer = tools.readiness("vm-42").then(settled);
      await clock.tickAsync(9_999);
      sinon.assert.notCalled(settled);
      await clock.tickAsync(1);
      sinon.assert.calledOnceWithExactly(settled, undefined);
      await answer;
      assert.equal(client.guestOperations.firstCall.args[1].reason, "TIMED_OUT");
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.restore();
    }
  });
});

describe("the wait for VMware Tools", () => {
  const DOWN = { ...READY, guest_operations_ready: false };
  let clock: sinon.SinonFakeTimers;
  let tools: Tools;
  let asked: number[];
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    const client = stubClient();
    ({ tools } = poolOf(client));
    asked = [];
    client.guestOperations.callsFake(() => {
      asked.push(clock.now);
      return Promise.resolve(clock.now < 9_500 ? DOWN : READY);
    });
  });
  afterEach(() => clock.restore());

  function wait(ms: number): Promise<void> {
    return tools.ready(new Job(), PLACE, (readiness) => readiness.guest_operations_ready, clock.now + ms, callError("SERVICE_UNAVAILABLE"));
  }

  it("asks once more shortly before it would end in vain", async () => {
    const waited = wait(10_000);
    await clock.tickAsync(10_000);
    await waited;
    assert.deepEqual(asked, [1_000, 3_000, 7_000, 9_500]);
  });

  it("asks so for the first who would give up, and goes on for the others, never twice within a second", async () => {
    const first = errorOf(wait(5_000));
    const second = errorOf(wait(5_600));
    const third = wait(60_000);
    await clock.tickAsync(30_000);
    await Promise.all([first, second, third]);
    assert.deepEqual(asked, [1_000, 3_000, 4_500, 5_500, 6_500, 11_500]);
  });

  it("leaves no timer when nobody waits any more and the VM was seen ready", async () => {
    const job = new Job();
    const waited = tools.ready(job, PLACE, () => false, Infinity, callError("SERVICE_UNAVAILABLE"));
    job.end("RESET");
    await assert.rejects(waited);
    tools.seenReady(PLACE.vm);
    assert.equal(clock.countTimers(), 0);
  });

  it("asks no sooner than after a second, however short it is", async () => {
    const waited = errorOf(wait(900));
    await clock.tickAsync(5_000);
    await waited;
    assert.deepEqual(asked, []);
  });
});
