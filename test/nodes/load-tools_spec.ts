import assert from "node:assert/strict";
import { nodeSuite, type Lab } from "../support/lab";
import { allEnded, frontSuite, now, sendMany, tally } from "../support/load";
import { CREATE_FILE, GUEST_OPERATIONS } from "../support/simulator";

const WAITING = "vcenter-guest-temp-file.status.waiting";
const NO_TOOLS = "SERVICE_UNAVAILABLE tools not_done";

/** How often the VMs were asked for, by VM. */
async function questions({ simulator }: Lab): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { operation, vm } of await simulator.requests()) {
    if (operation === GUEST_OPERATIONS) {
      counts[vm!] = (counts[vm!] ?? 0) + 1;
    }
  }
  return counts;
}

async function vmsWithoutTools({ simulator }: Lab, count: number): Promise<string[]> {
  const vms = (await simulator.control("POST", "/vms", { count, family: "LINUX" })) as { vm: string }[];
  for (const { vm } of vms) {
    await simulator.vm(vm, { tools: "not_running" });
  }
  return vms.map(({ vm }) => vm);
}

/** Without TLS: what is counted here does not depend on it. */
frontSuite("32 of 33 VMs without VMware Tools", "both", (lab) => {
  it("do not hold up the 33rd, are asked for one by one, and are served when Tools are back", async () => {
    const vms = await vmsWithoutTools(lab, 32);
    await lab.load({ connection: { maxConcurrent: 4, maxConcurrentPerVm: 2, waitForTools: 60 } });

    await sendMany(lab, 96, (index) => ({ payload: { vm: vms[index % 32] } }));
    await lab.counters(({ calls }) => (calls[CREATE_FILE] ?? 0) >= 64);
    const start = now();
    assert.equal((await lab.ask({ payload: { vm: "vm-42" } })).msg.guest?.attempts, 1);
    assert.ok(now() - start < 900, "not even the first pause of those that wait was awaited");

    // Both messages of a VM have asked once, together or not. From now on one question is for both.
    await lab.simulator.control("POST", "/counters/reset", {});
    await lab.called(GUEST_OPERATIONS, 32);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
    await Promise.all(vms.map((vm) => lab.simulator.vm(vm, { tools: "running" })));
    await lab.red.arrivals("ok", 97);

    assert.ok(now() - start > 2_500, "asked after 1 s, and 2 s later");
    assert.deepEqual(await questions(lab), Object.fromEntries(vms.map((vm) => [vm, 2])));
    assert.equal(lab.red.arrived("failed").length, 0);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 96);
  });

  it("fail in time, also the 20 messages behind one of them", async () => {
    const [vm, ...others] = await vmsWithoutTools(lab, 32);
    await lab.load({ connection: { maxConcurrent: 4, waitForTools: 2 } });

    const start = now();
    await sendMany(lab, 52, (index) => ({ payload: { vm: others[index] ?? vm } }));
    const { failed } = await allEnded(lab, 52);

    assert.deepEqual(tally(failed), { [NO_TOOLS]: 52 });
    assert.ok(now() - start > 2_000 && now() - start < 2_000 + 1_500, `${now() - start} ms`);
    // Who waited behind was never sent.
    assert.equal(await lab.simulator.calls(CREATE_FILE), 32);
    assert.ok(failed.every(({ error }) => error?.cause.retryable === true));
    assert.ok(Object.values(await questions(lab)).every((count) => count <= 3));
  });

  it("begin to wait anew with the next message", async () => {
    const [vm] = await vmsWithoutTools(lab, 1);
    await lab.load({ connection: { waitForTools: 0.3 } });
    await lab.error({ payload: { vm } });

    const start = now();
    await lab.error({ payload: { vm } });

    assert.ok(now() - start >= 290, `${now() - start} ms`);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 2);
  });
});

nodeSuite("a message that waits for VMware Tools", (lab) => {
  it("shows that as the node's status, and its wait does not count in the timeout", async () => {
    await lab.simulator.vm("vm-42", { tools: "not_running" });
    await lab.load({ connection: { waitForTools: 60, timeout: 0.7 } });

    lab.red.send("temp-1", { payload: { vm: "vm-42" } });
    await lab.red.until(() => lab.red.statuses("temp-1").some((status) => status?.text === WAITING));
    assert.deepEqual(lab.red.statuses("temp-1").at(-1), { fill: "blue", shape: "ring", text: WAITING });
    // Asked for again a second after it was asked for the first time.
    await lab.simulator.vm("vm-42", { tools: "running" });
    await lab.red.arrivals("ok");

    const [{ guest } = {}] = lab.red.arrived("ok");
    assert.ok(Number(guest?.elapsed) > 1_000 && guest?.attempts === 2, JSON.stringify(guest));
  });

  it("shares the question for Tools with all that ask at the same time", async () => {
    await lab.simulator.vm("vm-42", { tools: "not_running" });
    await lab.load({ connection: { maxConcurrentPerVm: 5 } });
    await lab.path({ payload: { vm: "vm-43" } });
    await lab.simulator.fault({ operation: GUEST_OPERATIONS, kind: "hang" });

    await sendMany(lab, 5);
    await lab.called(CREATE_FILE, 6);
    await lab.path({ payload: { vm: "vm-43" } });
    assert.equal(await lab.simulator.calls(GUEST_OPERATIONS), 1);
    await lab.release();

    assert.deepEqual(tally(await lab.red.arrivals("failed", 5)), { [NO_TOOLS]: 5 });
    assert.equal(await lab.simulator.calls(GUEST_OPERATIONS), 1);
  });

  it("is told at once where nobody wants to wait, and does not hold up the next", async () => {
    await lab.simulator.vm("vm-42", { tools: "not_running" });
    await lab.load();

    const { code, cause } = await lab.error();

    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["SERVICE_UNAVAILABLE", "tools", "not_done", 1]);
    assert.deepEqual(await questions(lab), { "vm-42": 1 });
    await lab.path({ payload: { vm: "vm-43" } });
  });
});
