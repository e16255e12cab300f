import assert from "node:assert/strict";
import { Gate } from "../../src/guest/gate";
import { Job } from "../../src/guest/job";
import { Slot } from "../../src/guest/slot";
import { Interrupted } from "../../src/vcenter/interrupted";

describe("a slot", () => {
  it("is not taken by a job that has ended", async () => {
    const slots = new Gate(() => 1);
    const job = new Job();
    job.end("RESET");
    const slot = new Slot(slots);
    await assert.rejects(slot.takeSlot(job), Interrupted);
    assert.deepEqual([slot.hasSlot, slots.isFree], [false, true]);
  });

  it("is given back by a job that ends in the moment in which it gets it", async () => {
    const slots = new Gate(() => 1);
    const job = new Job();
    slots.take();
    const taking = assert.rejects(new Slot(slots).takeSlot(job), Interrupted);
    slots.leave();
    job.end("RESET");
    await taking;
    assert.equal(slots.isFree, true);
  });
});
