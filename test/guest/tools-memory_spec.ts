import assert from "node:assert/strict";
import { queryObjects } from "node:v8";
import { Job } from "../../src/guest/job";
import type { Tools } from "../../src/guest/tools";
import { VCenterError } from "../../src/vcenter/error";
import { errorOf, PLACE, poolOf, stubClient } from "./stubs";

/** How a wait ends in vain; other specs leave errors behind. */
class InVain extends VCenterError {}

async function waitInVain(tools: Tools, vm: string): Promise<void> {
  const facts = { subject: "tools", outcome: "not_done", retryable: true } as const;
  const error = new InVain("VMware Tools are not ready.", "SERVICE_UNAVAILABLE", facts);
  await errorOf(tools.ready(new Job(), { ...PLACE, vm }, () => false, 0, error));
}

describe("the memory for VMs that wait for VMware Tools", () => {
  it("holds nothing of 300 whose VMware Tools never became ready, when another one waits", async () => {
    const { tools } = poolOf(stubClient());
    await Promise.all(Array.from({ length: 300 }, (_, index) => waitInVain(tools, `vm-${index}`)));
    await waitInVain(tools, "one more");
    const left = queryObjects(InVain, { format: "count" });
    assert.ok(left <= 2, `${left} are left`);
    tools.stop();
  }).timeout(60_000);
});
