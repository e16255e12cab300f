import assert from "node:assert/strict";
import { nodeSuite, type Lab } from "../support/lab";
import { now, sendMany, tally } from "../support/load";
import { CREATE_FILE } from "../support/simulator";

const FULL = "UNABLE_TO_ALLOCATE_RESOURCE queue not_done";
const TOO_LATE = "TIMED_OUT queue not_done";

/** One message is under way and is not answered until `release`. */
async function occupy(lab: Lab, vm = "vm-42"): Promise<void> {
  await lab.simulator.fault({ operation: CREATE_FILE, vm, kind: "hang" });
  const before = await lab.simulator.calls(CREATE_FILE);
  lab.red.send("temp-1", { number: -1, payload: { vm } });
  await lab.called(CREATE_FILE, before + 1);
}

nodeSuite("the queue of an action node", (lab) => {
  it("refuses the message that comes when as many wait as may, and serves the others", async () => {
    await lab.load({ connection: { queueLimit: 10 } });
    await occupy(lab);

    await sendMany(lab, 11);
    await lab.red.arrivals("failed");

    const [{ number, error } = {}] = lab.red.arrived("failed");
    assert.deepEqual([number, tally(lab.red.arrived("failed"))], [10, { [FULL]: 1 }]);
    assert.equal(error?.cause.retryable, true);
    assert.match(error.message, /10 messages wait/);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 1);
    await lab.release();
    const numbers = (await lab.red.arrivals("ok", 11)).map((msg) => msg.number);
    assert.deepEqual(numbers, [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 11);
  });

  it("has room again when one of them has begun", async () => {
    await lab.load({ connection: { queueLimit: 1 } });
    await occupy(lab);
    await sendMany(lab, 2);
    await lab.red.arrivals("failed");
    await lab.release();
    await lab.red.arrivals("ok", 2);

    await lab.path();
  });

  it("is one for each node, whatever they wait for", async () => {
    const twin = { ...lab.flow().find(({ id }) => id === "temp-1")!, id: "temp-2" };
    await lab.load({ connection: { queueLimit: 1, maxConcurrent: 1 }, more: [twin] });
    await occupy(lab);

    lab.red.send("temp-1", { payload: { vm: "vm-43" } });
    lab.red.send("temp-2", { payload: { vm: "vm-44" } });
    lab.red.send("temp-2", { payload: { vm: "vm-42" } });
    await lab.red.arrivals("failed");
    await lab.release();
    await lab.red.arrivals("ok", 3);

    assert.deepEqual(tally(lab.red.arrived("failed")), { [FULL]: 1 });
    assert.equal(lab.red.arrived("failed")[0]?.error?.source.id, "temp-2");
  });

  for (const [queueLimit, nodeMessageBufferMaxLength, room] of [
    [10, 3, 3],
    [2, 3, 2],
    [2, 0, 2],
  ] as const) {
    it(`has room for ${room} with a limit of ${queueLimit} and nodeMessageBufferMaxLength ${nodeMessageBufferMaxLength}`, async () => {
      await lab.load({ connection: { queueLimit }, settings: { nodeMessageBufferMaxLength } });
      await occupy(lab);

      await sendMany(lab, room + 2);
      await lab.red.arrivals("failed", 2);
      await lab.release();
      await lab.red.arrivals("ok", 1 + room);

      assert.deepEqual(tally(lab.red.arrived("failed")), { [FULL]: 2 });
    });
  }

  it("is left when the time is over, in good order, without a request", async () => {
    await lab.load({ connection: { queueTimeout: 0.3 } });
    await occupy(lab);

    const start = now();
    await sendMany(lab, 100);
    const failed = await lab.red.arrivals("failed", 100);

    assert.ok(now() - start >= 290 && now() - start < 1_300, `${now() - start} ms`);
    assert.deepEqual(tally(failed), { [TOO_LATE]: 100 });
    assert.deepEqual(failed.map(({ number }) => number), [...Array(100).keys()]);
    assert.ok(failed.every(({ error }) => error?.cause.retryable === true && error.cause.attempts === 0));
    await lab.release();
    await lab.red.arrivals("ok");
    await lab.path();
    assert.equal(await lab.simulator.calls(CREATE_FILE), 2);
    assert.equal(lab.red.arrived("failed").length, 100);
  });

  it("is waited in as long as it takes with a queue time of 0, also beyond the timeout", async () => {
    await lab.load({ connection: { queueTimeout: 0, timeout: 0.3 }, tempFile: { timeout: "limit", timeoutType: "msg" } });
    await lab.simulator.fault({ operation: CREATE_FILE, vm: "vm-42", kind: "hang" });
    await lab.simulator.fault({ operation: CREATE_FILE, vm: "vm-44", kind: "hang" });
    lab.red.send("temp-1", { payload: { vm: "vm-42" }, limit: 30 });
    await lab.called(CREATE_FILE);

    await sendMany(lab, 5);
    const { cause } = await lab.error({ payload: { vm: "vm-44" }, limit: 0.6 });
    assert.deepEqual([cause.subject, lab.red.arrived("ok").length, lab.red.arrived("failed").length], ["server", 0, 1]);
    await lab.release();
    const messages = await lab.red.arrivals("ok", 6);

    assert.deepEqual(messages.slice(1).map(({ number }) => number), [0, 1, 2, 3, 4]);
  });

  for (const [perVm, atOnce] of [
    [1, 1],
    [2, 2],
    ["3", 3],
  ] as const) {
    it(`sends ${atOnce} at once to one VM with ${JSON.stringify(perVm)} as limit per VM`, async () => {
      await lab.load({ connection: { maxConcurrentPerVm: perVm } });
      await lab.path();
      await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: atOnce });

      await sendMany(lab, 10);
      await lab.called(CREATE_FILE, 1 + atOnce);
      // Another VM is served meanwhile, so all that may begin has begun.
      await lab.path({ payload: { vm: "vm-43" } });
      assert.equal(await lab.simulator.calls(CREATE_FILE), 1 + atOnce + 1);

      await lab.simulator.control("POST", "/release", {});
      await lab.red.arrivals("ok", 12);
      assert.equal(lab.red.arrived("failed").length, 0);
    });
  }
});
