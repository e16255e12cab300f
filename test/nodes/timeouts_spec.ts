import assert from "node:assert/strict";
import { nodeSuite, type Setup } from "../support/lab";
import { CREATE_FILE, LIST_VMS, LOG_IN } from "../support/simulator";

const SHORT = 0.03;

nodeSuite("the timeout of a message", (lab) => {
  // Whoever closes waits for a login that is under way.
  afterEach(() => lab.simulator.control("POST", "/release", {}));

  const sources: readonly (readonly [what: string, setup: Setup])[] = [
    ["the node's", { tempFile: { timeout: SHORT } }],
    ["the node's as text, before the connection's", { tempFile: { timeout: String(SHORT) }, connection: { timeout: 50 } }],
    ["the connection's", { connection: { timeout: SHORT } }],
    ["the connection's as text", { connection: { timeout: String(SHORT) } }],
    ["the message's", { tempFile: { timeout: "limit", timeoutType: "msg" }, connection: { timeout: 50 } }],
    ["the message's as text", { tempFile: { timeout: "textual", timeoutType: "msg" } }],
    ["the connection's, if the message has none", { tempFile: { timeout: "none", timeoutType: "msg" }, connection: { timeout: SHORT } }],
    ["the connection's, if it is null", { tempFile: { timeout: "nil", timeoutType: "msg" }, connection: { timeout: SHORT } }],
    ["a JSONata expression's", { tempFile: { timeout: "limit / 2", timeoutType: "jsonata" } }],
  ];

  for (const [what, setup] of sources) {
    it(`is ${what}`, async () => {
      await lab.load(setup);
      await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });

      const { code, cause } = await lab.error({
        payload: { vm: "vm-42" },
        limit: SHORT,
        textual: ` ${SHORT} `,
        nil: null,
      });

      assert.deepEqual([code, cause.subject, cause.retryable], ["TIMED_OUT", "server", true]);
    });
  }

  it("leaves it open whether a request that was under way has been done", async () => {
    await lab.load({ tempFile: { timeout: "limit", timeoutType: "msg" } });
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });

    const { code, cause, message } = await lab.error({ payload: { vm: "vm-42" }, limit: 0.5 });

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
    assert.equal(operationId, (await lab.simulator.requests()).at(-1)!.headers["vapi-ctx-opid"]);
    assert.match(message, /may have been created/);
  });

  it("covers the login: nothing was done", async () => {
    await lab.load({ tempFile: { timeout: SHORT } });
    await lab.simulator.fault({ operation: LOG_IN, kind: "hang" });

    const { code, cause } = await lab.error();

    assert.deepEqual([code, cause.outcome], ["TIMED_OUT", "not_done"]);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
  });

  it("covers the lookup of a VM's name: nothing was done", async () => {
    await lab.load({ tempFile: { timeout: SHORT, vmBy: "name" } });
    await lab.simulator.fault({ operation: LIST_VMS, kind: "hang" });

    const { code, cause } = await lab.error({ payload: { vm: "edge-01" } });

    assert.deepEqual([code, cause.outcome, cause.operation], ["TIMED_OUT", "not_done", "vm.list"]);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
  });

  it("ends one message only: the next is served", async () => {
    await lab.load({ tempFile: { timeout: "limit", timeoutType: "msg" } });
    await lab.simulator.fault({ operation: CREATE_FILE, vm: "vm-42", kind: "hang" });
    await lab.error({ payload: { vm: "vm-42" }, limit: SHORT });

    await lab.path({ payload: { vm: "vm-43" } });
  });

  it("may be as long as a timer can hold", async () => {
    await lab.load({ connection: { timeout: 2_147_483.647 } });

    await lab.path();
  });
});
