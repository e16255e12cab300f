import assert from "node:assert/strict";
import sinon from "sinon";
import type { Tools } from "../../src/guest/tools";
import { callError, Later, poolOf, stubClient, type StubClient } from "./stubs";

const READY = { guest_operations_ready: true, interactive_guest_operations_ready: false };

describe("the question whether VMware Tools are ready", () => {
  let client: StubClient;
  let tools: Tools;
  beforeEach(() => {
    client = stubClient();
    ({ tools } = poolOf(client));
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
