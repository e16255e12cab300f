import assert from "node:assert/strict";
import { usualCredentials, usualFlow } from "../support/flow";
import { onEachNodeRed } from "../support/node-red";
import { CREATE_FILE, SimulatorDriver } from "../support/simulator";

describe("vcenter-guest-temp-file", () => {
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  onEachNodeRed((red) => {
    it("creates a file from the smallest message", async () => {
      await red.load(usualFlow(simulator.address), usualCredentials(simulator.address));

      const { out, msg } = await red.ask("temp-1", { payload: { vm: "vm-42" }, topic: "kept" }, "ok", "failed");

      assert.equal(out, "ok", JSON.stringify(msg.error));
      assert.match(String(msg.payload), /^\/tmp\/vmware-worker_\d+-\d+\/vmware\d+$/);
      assert.equal(msg.topic, "kept");
      assert.equal(await simulator.calls(CREATE_FILE), 1);
      const file = await simulator.file("vm-42", String(msg.payload));
      assert.deepEqual([file.type, file.size], ["FILE", 0]);
    });
  });
});
