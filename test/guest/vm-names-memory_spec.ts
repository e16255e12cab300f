import assert from "node:assert/strict";
import { queryObjects } from "node:v8";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import type { VmNames } from "../../src/guest/vm-names";
import type { Client } from "../../src/vcenter/client";
import { poolOf, stubClient } from "./stubs";

const PATIENCE = { timeout: 60_000, maxAttempts: 1 };

/** Jobs in memory: each lookup has one. Collects garbage first. */
const jobs = (): number => queryObjects(Job, { format: "count" });

/** Sinon would keep what it was called with. */
async function lookedUp(count: number): Promise<VmNames> {
  const listVms: Client["listVms"] = ({ names: [name = ""] = [] }) => Promise.resolve([{ vm: "vm-42", name }]);
  const { names } = poolOf({ ...stubClient(), listVms });
  for (let index = 0; index < count; index += 1) {
    await names.id(`edge-${index}`, new Job(), PATIENCE);
  }
  return names;
}

describe("the memory for names of VMs", () => {
  for (const [ms, left] of [[59_000, 1_001], [60_000, 1]] as const) {
    it(`holds ${left} of 1,001 names ${ms / 1000} s later`, async () => {
      const clock = sinon.useFakeTimers({ toFake: ["performance"] });
      try {
        const before = jobs();
        const names = await lookedUp(1_000);
        clock.tick(ms);
        await names.id("one more", new Job(), PATIENCE);
        await new Promise((resolve) => setImmediate(resolve));
        // Some of other tests may be collected meanwhile.
        assert.ok(Math.abs(jobs() - before - left) < 100);
        await names.id("one more", new Job(), PATIENCE);
      } finally {
        clock.restore();
      }
    });
  }
});
