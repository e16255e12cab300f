import assert from "node:assert/strict";
import { Lab, nodeSuite } from "../support/lab";
import { onOneNodeRed } from "../support/node-red";
import { CREATE_FILE, LIST_VMS, LOG_IN, SimulatorDriver } from "../support/simulator";

const nested = "[".repeat(4_000_000) + "]".repeat(4_000_000);
const manyKeys = `{"error_type":"ERROR","messages":[],"data":{${Array.from({ length: 300_000 }, (_, n) => `"k${n}":1`).join()}}}`;

nodeSuite("what a hostile vCenter or message can do", (lab) => {
  for (const path of ["not/absolute", "/tmp/a\u0000b", `/${"x".repeat(4096)}`, ""]) {
    it(`a path that is none is no result: ${JSON.stringify(path.slice(0, 20))}`, async () => {
      await lab.load();
      await lab.simulator.fault({ operation: CREATE_FILE, kind: "answer", status: 200, body: JSON.stringify(path) });
      const { code, cause } = await lab.error();
      assert.deepEqual([code, cause.outcome], ["ERROR", "unknown"]);
    });
  }

  for (const vm of ["", "vm\n1", "\ud800", "v".repeat(256)]) {
    it(`an id that is none is not used: ${JSON.stringify(vm.slice(0, 20))}`, async () => {
      await lab.load({ tempFile: { vmBy: "name" } });
      const body = JSON.stringify([{ vm, name: "edge-01", power_state: "POWERED_ON" }]);
      await lab.simulator.fault({ operation: LIST_VMS, kind: "answer", status: 200, body });
      const { code, cause } = await lab.error({ payload: { vm: "edge-01" } });
      assert.deepEqual([code, cause.subject], ["ERROR", "server"]);
      assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
    });
  }

  it("a secret of another guest login is replaced too", async () => {
    const more = [{ id: "login-1", type: "vcenter-guest-login", name: "other", connection: "connection-1" }];
    await lab.load({ more, credentials: { "login-1": { guestUsername: "other", guestPassword: "Other-Secret-7!" } } });
    const messages = [{ id: "x", default_message: "it was Other-Secret-7!", args: [] }];
    for (const operation of [CREATE_FILE, LOG_IN]) {
      await lab.simulator.reset();
      await lab.simulator.fault({ operation, kind: "error", status: 500, error_type: "ERROR", messages });
      const error = await lab.error({ payload: { vm: "vm-42" } });
      assert.ok(!JSON.stringify(error).includes("Other-Secret-7!"), error.message);
      await lab.deploy("full", { more, credentials: { "login-1": { guestUsername: "other", guestPassword: "Other-Secret-7!" } } });
    }
  });

  it("a message that cannot be read is refused before anything is sent", async () => {
    await lab.load();
    const guest = { get x(): never { throw new Error("no"); } };
    const { code, cause } = await lab.error({ payload: { vm: "vm-42" }, guest });
    assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "message", "not_done"]);
    await lab.assertNothingSent();
  });

  it("a refused login is no attempt of the creation", async () => {
    await lab.load({ secrets: { password: "wrong" } });
    const { code, cause } = await lab.error();
    assert.deepEqual([code, cause.subject, cause.attempts], ["UNAUTHENTICATED", "session", 0]);
  });

  it("a context store that never answers ends at the timeout", async () => {
    await lab.load({ connection: { timeout: 0.2 }, tempFile: { prefix: "never", prefixType: "flow" } });
    const node = lab.red.helper.getNode("temp-1");
    const context = node.context();
    node.context = () => ({ ...context, flow: { ...context.flow, get: () => undefined } }) as never;
    const { code, cause, message } = await lab.error();
    assert.deepEqual([code, cause.outcome], ["TIMED_OUT", "not_done"]);
    assert.match(message, /prefix could not be read/);
    await lab.assertNothingSent();
  });
});

describe("what is too large or too deep from a hostile vCenter", () => {
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  after(() => simulator.close());

  // On one Node-RED only: it takes seconds to read.
  onOneNodeRed((red) => {
    const lab = new Lab(red, () => simulator);

    for (const [what, status, body] of [
      ["nests four million deep", 200, nested],
      ["is an error with 300,000 keys", 500, manyKeys],
    ] as const) {
      it(`an answer that ${what} is one bounded error`, async () => {
        await lab.load();
        await lab.path();
        await lab.simulator.fault({ operation: CREATE_FILE, kind: "answer", status, body });
        const { code, cause } = await lab.error();
        assert.equal(code, "ERROR");
        assert.ok(JSON.stringify(cause).length < 20_000);
      });
    }
  });
});
