import assert from "node:assert/strict";
import { deadlines, LIMIT } from "../support/deadlines";
import { nodeSuite, type Setup } from "../support/lab";
import type { Msg } from "../support/node-red";
import { CREATE_FILE, LIST_VMS, LOG_IN } from "../support/simulator";

/** In seconds; nothing else ends at it. */
const OTHER = 30;

nodeSuite("the timeout of a message", (lab) => {
  const timeOut = deadlines();

  /** The error of a message that is told that its time is over while vCenter does not answer a call. */
  async function late(operation: string, msg: object): Promise<NonNullable<Msg["error"]>> {
    await lab.simulator.fault({ operation, kind: "hang" });
    const failed = lab.error(msg);
    await lab.called(operation);
    assert.ok(timeOut() > 0);
    const error = await failed;
    // Whoever closes waits for the answer.
    await lab.release();
    return error;
  }

  const sources: readonly (readonly [what: string, setup: Setup])[] = [
    ["the node's", { tempFile: { timeout: LIMIT } }],
    ["the node's as text, before the connection's", { tempFile: { timeout: String(LIMIT) }, connection: { timeout: OTHER } }],
    ["the connection's", { connection: { timeout: LIMIT } }],
    ["the connection's as text", { connection: { timeout: String(LIMIT) } }],
    ["the message's", { tempFile: { timeout: "limit", timeoutType: "msg" }, connection: { timeout: OTHER } }],
    ["the message's as text", { tempFile: { timeout: "textual", timeoutType: "msg" } }],
    ["the connection's, if the message has none", { tempFile: { timeout: "none", timeoutType: "msg" }, connection: { timeout: LIMIT } }],
    ["the connection's, if it is null", { tempFile: { timeout: "nil", timeoutType: "msg" }, connection: { timeout: LIMIT } }],
    ["a JSONata expression's", { tempFile: { timeout: "limit - 1", timeoutType: "jsonata" }, connection: { timeout: OTHER } }],
  ];

  for (const [what, setup] of sources) {
    it(`is ${what}`, async () => {
      await lab.load(setup);

      const { code, cause } = await late(CREATE_FILE, {
        payload: { vm: "vm-42" },
        limit: LIMIT,
        textual: ` ${LIMIT} `,
        nil: null,
      });

      assert.deepEqual([code, cause.subject, cause.retryable], ["TIMED_OUT", "server", true]);
    });
  }

  it("leaves it open whether a request that was under way has been done", async () => {
    await lab.load({ tempFile: { timeout: "limit", timeoutType: "msg" } });

    const { code, cause, message } = await late(CREATE_FILE, { payload: { vm: "vm-42" }, limit: LIMIT });

    const { operationId, ...facts } = cause;
    assert.equal(code, "TIMED_OUT");
    assert.deepEqual(facts, {
      subject: "server",
      outcome: "unknown",
      retryable: true,
      operation: "files.createTemporary",
      vm: "vm-42",
      attempts: 1,
    });
    assert.equal(operationId, (await lab.simulator.requests()).find((request) => request.operation === CREATE_FILE)!.headers["vapi-ctx-opid"]);
    assert.match(message, /may have been created/);
  });

  it("covers the login: nothing was done", async () => {
    await lab.load({ tempFile: { timeout: LIMIT } });

    const { code, cause } = await late(LOG_IN, { payload: { vm: "vm-42" } });

    assert.deepEqual([code, cause.outcome], ["TIMED_OUT", "not_done"]);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
  });

  it("covers the lookup of a VM's name: nothing was done", async () => {
    await lab.load({ tempFile: { timeout: LIMIT, vmBy: "name" } });

    const { code, cause } = await late(LIST_VMS, { payload: { vm: "edge-01" } });

    assert.deepEqual([code, cause.outcome, cause.operation], ["TIMED_OUT", "not_done", "vm.list"]);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
  });

  it("ends one message only: the next is served", async () => {
    await lab.load({ tempFile: { timeout: "limit", timeoutType: "msg" } });
    await late(CREATE_FILE, { payload: { vm: "vm-42" }, limit: LIMIT });

    await lab.path({ payload: { vm: "vm-43" } });
  });

  it("may be as long as a timer can hold", async () => {
    await lab.load({ connection: { timeout: 2_147_483.647 } });

    await lab.path();
  });
});
