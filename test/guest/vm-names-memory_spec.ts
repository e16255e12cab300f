import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import sinon from "sinon";
import { VmNames } from "../../src/guest/vm-names";
import type { Client } from "../../src/vcenter/client";
import { stubClient } from "./stubs";

const forever = new AbortController().signal;

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

/** Looks up names, and tells which lookups are still in memory. Sinon would keep what they were called with. */
async function lookedUp(count: number): Promise<{ names: VmNames; alive: () => number }> {
  const lookups: WeakRef<AbortSignal>[] = [];
  const client: Client = {
    ...stubClient(),
    listVms: ({ names: [name = ""] = [] }, signal) => {
      lookups.push(new WeakRef(signal));
      return Promise.resolve([{ vm: "vm-42", name }]);
    },
  };
  const names = new VmNames(client);
  for (let index = 0; index < count; index += 1) {
    await names.id(`edge-${index}`, forever);
  }
  return { names, alive: () => lookups.filter((lookup) => lookup.deref() !== undefined).length };
}

describe("the memory for names of VMs", () => {
  for (const [ms, left] of [[59_000, 101], [60_000, 1]] as const) {
    it(`holds ${left} of 101 names ${ms / 1000} s later`, async () => {
      const clock = sinon.useFakeTimers({ toFake: ["performance"] });
      try {
        const { names, alive } = await lookedUp(100);
        clock.tick(ms);
        await names.id("one more", forever);
        await new Promise((resolve) => setImmediate(resolve));
        collectGarbage();
        assert.equal(alive(), left);
        await names.id("one more", forever);
      } finally {
        clock.restore();
      }
    });
  }
});
