import assert from "node:assert/strict";
import { usualCredentials, usualFlow } from "../support/flow";
import { TestRed } from "../support/node-red";
import { SimulatorDriver } from "../support/simulator";

describe("two Node-RED runtimes in one process", () => {
  const reds = [new TestRed("node-red"), new TestRed("node-red-5")];
  const simulators: SimulatorDriver[] = [];

  before(async () => {
    for (const red of reds) {
      simulators.push(await SimulatorDriver.start());
      await red.start();
    }
  });
  after(async () => {
    for (const red of reds) {
      await red.unload();
      await red.stop();
    }
    await Promise.all(simulators.map((simulator) => simulator.close()));
  });

  it("have their own connections, logins and settings under the same ids", async () => {
    const asked: string[] = [];
    for (const [index, red] of reds.entries()) {
      const { address } = simulators[index]!;
      const hook = ({ server }: { server: string }): undefined => void asked.push(`${index} ${server}`);
      await red.load(usualFlow(address), usualCredentials(address), { vcenterConnectionGuestLogin: hook });
    }

    const outcomes = await Promise.all(reds.map((red) => red.ask("temp-1", { payload: { vm: "vm-42" } }, "ok", "failed")));

    const servers = simulators.map(({ address }) => new URL(address.url).host);
    assert.deepEqual(outcomes.map(({ out }) => out), ["ok", "ok"]);
    assert.deepEqual(outcomes.map(({ msg }) => msg.guest?.server), servers);
    assert.deepEqual(asked.sort(), servers.map((server, index) => `${index} ${server}`));
    for (const simulator of simulators) {
      assert.equal((await simulator.counters()).sessions.created, 1);
    }
  });

  it("close without each other", async () => {
    const [first, second] = reds as [TestRed, TestRed];
    await first.unload();

    const { out } = await second.ask("temp-1", { payload: { vm: "vm-42" } }, "ok", "failed");

    assert.equal(out, "ok");
    assert.equal((await simulators[0]!.counters()).sessions.open, 0);
  });
});
