import assert from "node:assert/strict";
import { CREATE_FILE, eventually, LINUX, refused, useBench, WINDOWS } from "./support";

const LATENCY = 200;
/** An answer may reach us later than its successor, by less than this. */
const TOLERANCE = 50;

describe("the turn of a VM", () => {
  const bench = useBench();

  it("lets one operation at a time into a guest, and the next one wait", async () => {
    await bench().vm(LINUX, { latency_ms: LATENCY });
    const ended: number[] = [];
    const calls = [1, 2, 3].map(async () => {
      assert.equal((await bench().temporary(LINUX)).status, 200);
      ended.push(performance.now());
    });
    await Promise.all(calls);
    const gaps = ended.slice(1).map((time, index) => time - (ended[index] ?? 0));
    assert.ok(gaps.every((gap) => gap >= LATENCY - TOLERANCE), gaps.join());
  });

  it("is that VM's alone", async () => {
    await bench().vm(LINUX, { latency_ms: 1_000_000 });
    void bench().temporary(LINUX).catch(() => undefined);
    await eventually(() => bench().counters(), ({ calls }) => calls[CREATE_FILE] === 1);
    assert.equal((await bench().temporary(WINDOWS)).status, 200);
    assert.equal((await bench().call("GET", `/vcenter/vm/${LINUX}/guest/operations`)).status, 200);
  });

  it("is held by a slow refusal too", async () => {
    await bench().settings({ guest_login_refusal_ms: LATENCY });
    const order: string[] = [];
    const wrong = bench().temporary(LINUX, { credentials: bench().credentials({ password: "no" }) });
    await eventually(() => bench().counters(), ({ guest_logins }) => guest_logins.refused === 1);
    const right = bench().temporary(LINUX);
    await Promise.all([wrong.then(() => order.push("wrong")), right.then(() => order.push("right"))]);
    assert.deepEqual(order, ["wrong", "right"]);
  });

  it("finds the VM as it is when it comes", async () => {
    await bench().vm(LINUX, { latency_ms: LATENCY });
    const first = bench().temporary(LINUX);
    const second = bench().temporary(LINUX);
    await eventually(() => bench().counters(), ({ calls }) => calls[CREATE_FILE] === 2);
    await bench().vm(LINUX, { power_state: "POWERED_OFF", latency_ms: 0 });
    refused(await first, 400, "NOT_ALLOWED_IN_CURRENT_STATE");
    refused(await second, 400, "NOT_ALLOWED_IN_CURRENT_STATE");
  });

  it("does the work also when the client has gone", async () => {
    await bench().fault({ kind: "lost", operation: CREATE_FILE });
    await assert.rejects(bench().temporary(LINUX, { parent_path: "/tmp", prefix: "gone-" }));
    assert.match((await bench().entries(LINUX, "/tmp")).join(), /gone-vmware/);
  });

  it("leaves 200 calls to 20 VMs at once 200 files", async () => {
    const added = await bench().control("POST", "/vms", { count: 20, family: "LINUX" });
    const calls = (added as { vm: string }[]).flatMap(({ vm }) =>
      Array.from({ length: 10 }, () => bench().path(vm, { parent_path: "/tmp" })),
    );
    await Promise.all(calls);
    for (const { vm } of added as { vm: string }[]) {
      assert.equal((await bench().entries(vm, "/tmp")).length, 10);
    }
  });
});
