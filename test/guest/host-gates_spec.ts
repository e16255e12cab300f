import assert from "node:assert/strict";
import { queryObjects } from "node:v8";
import { Gate } from "../../src/guest/gate";
import { HostGates } from "../../src/guest/host-gates";
import { Job } from "../../src/guest/job";
import { turns } from "./stubs";

describe("the gates of ESXi hosts", () => {
  let gates: HostGates;
  let inside: number;
  beforeEach(() => {
    gates = new HostGates();
    inside = 0;
  });

  async function transfers(host: string, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      void gates.gate(host).enter(new Job()).then(() => (inside += 1));
    }
    await turns();
  }

  it("let four at once go to each host", async () => {
    await transfers("esx-1:443", 5);
    assert.equal(inside, 4);
    await transfers("esx-2:443", 1);
    assert.equal(inside, 5);
    gates.gate("esx-1:443").leave();
    await turns();
    assert.equal(inside, 6);
  });

  it("still do so for a host that some have left, and one that all have left", async () => {
    await transfers("esx-1:443", 2);
    gates.gate("esx-1:443").leave();
    await transfers("esx-1:443", 4);
    assert.equal(inside, 5, "one has left, four are inside");
    for (let left = 0; left < 5; left += 1) {
      gates.gate("esx-1:443").leave();
      await turns();
    }
    await transfers("esx-1:443", 5);
    assert.equal(inside, 10);
  });

  it("hold nothing of 1,000 hosts that nothing goes to any more", async () => {
    const before = queryObjects(Gate, { format: "count" });
    for (let index = 0; index < 1_000; index += 1) {
      const gate = gates.gate(`esx-${index}:443`);
      await gate.enter(new Job());
      gate.leave();
    }
    // Some of other tests may be collected meanwhile.
    const left = queryObjects(Gate, { format: "count" }) - before;
    assert.ok(left < 100, `${left} are left`);
    await transfers("esx-1:443", 1);
  }).timeout(60_000);
});
