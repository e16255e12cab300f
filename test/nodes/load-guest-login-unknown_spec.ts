import assert from "node:assert/strict";
import type { Setup } from "../support/lab";
import { frontSuite, manyVms, sendMany } from "../support/load";
import { CREATE_FILE } from "../support/simulator";
import { login1, refusedLogins, WRONG } from "./guest-login-refusals";

frontSuite("a guest login that nobody knows to be right yet", "one", (lab) => {
  const nightly = (secret: string): Setup => ({
    more: [login1],
    credentials: { "login-1": { guestUsername: "worker", guestPassword: secret } },
    tempFile: { timeout: "payload.timeout", timeoutType: "msg" },
  });

  it("is tried on few VMs also by those who waited for it while vCenter did not answer", async () => {
    const vms = await manyVms(lab, 60);
    const slow = vms.slice(0, 8);
    await lab.load({ secrets: WRONG, connection: { maxConcurrent: 8 }, ...nightly(lab.simulator.address.guestPassword) });
    const right = (vm?: string, timeout = 30): object => ({ payload: { vm, timeout, guest_login: "nightly" } });
    lab.red.send("temp-1", right(vms[59]));
    await lab.red.arrivals("ok");
    await Promise.all(vms.slice(0, 11).map((vm) => lab.simulator.vm(vm, { latency_ms: 3_000 })));

    await sendMany(lab, 48, (index) => ({ payload: { vm: vms[8 + index], timeout: 30 } }));
    await lab.called(CREATE_FILE, 1 + 3);
    // No answer within their time: the breaker opens, and all slots are taken when it closes.
    await sendMany(lab, 8, (index) => right(slow[index], 0.5));
    await lab.red.arrivals("failed", 56);

    const refused = await refusedLogins(lab);
    assert.ok(refused >= 3 && refused <= 5, `${refused} refused`);
  }).timeout(40_000);

  it("that was right until a VM refused it, is not kept from healthy VMs by those that hang", async () => {
    const vms = await manyVms(lab, 40);
    const [refusing = "", ...healthy] = vms.slice(6);
    await lab.load();
    await lab.path({ payload: { vm: refusing } });
    await Promise.all(vms.slice(0, 6).map((vm) => lab.simulator.vm(vm, { latency_ms: 100_000 })));
    await lab.simulator.user(refusing, "worker", { password: "other" });
    await sendMany(lab, 6, (index) => ({ payload: { vm: vms[index] } }));
    await lab.called(CREATE_FILE, 1 + 6);

    assert.equal((await lab.error({ payload: { vm: refusing } })).code, "UNAUTHENTICATED");
    await sendMany(lab, healthy.length, (index) => ({ payload: { vm: healthy[index] } }));

    await lab.red.arrivals("ok", 1 + healthy.length);
  });

  it("is not kept from healthy VMs by some that hang", async () => {
    const vms = await manyVms(lab, 20);
    const hanging = vms.slice(0, 3);
    await Promise.all(hanging.map((vm) => lab.simulator.vm(vm, { latency_ms: 60_000 })));
    await lab.load({ connection: { timeout: 3 } });

    await sendMany(lab, 60, (index) => ({ payload: { vm: vms[index % 20] } }));
    await lab.red.arrivals("ok", 51);

    assert.ok(lab.red.arrived("ok").every(({ guest }) => !hanging.includes(String(guest?.vm))));
  }).timeout(40_000);
});
