import assert from "node:assert/strict";
import sinon from "sinon";
import { allEnded, frontSuite, manyVms, sendMany, tally } from "../support/load";
import { CREATE_FILE, LOG_IN } from "../support/simulator";
import { lockedUsers, REFUSED, refusedLogins, WRONG } from "./guest-login-refusals";

/** On one Node-RED only: what is counted here does not depend on it. */
frontSuite("a guest login that is refused for many messages", "one", (lab) => {
  // As strict as no guest is.
  beforeEach(() => lab.simulator.settings({ guest_lockout: { failures: 2 } }));
  let clock: sinon.SinonFakeTimers | undefined;
  afterEach(() => {
    clock?.restore();
    clock = undefined;
  });

  it("is tried once for 1,000 messages for one VM, and then after 15 min and hourly", async () => {
    clock = sinon.useFakeTimers({ toFake: ["performance", "Date"], now: Date.now() });
    await lab.load({ secrets: WRONG });

    await sendMany(lab, 1_000);
    const { failed } = await allEnded(lab, 1_000);

    assert.deepEqual(tally(failed), { [REFUSED]: 1_000 });
    const due = new Date(Date.now() + 900_000).toISOString();
    assert.ok(failed.every(({ error }) => error?.cause.data?.retryAt === due && !error.cause.retryable));
    const { calls, guest_logins: logins } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_FILE], logins.refused], [1, 1]);
    assert.deepEqual(await lockedUsers(lab), []);

    await lab.simulator.settings({ guest_lockout: { failures: 0 } });
    const triesAfter = async (minutes: number): Promise<number> => {
      const before = await lab.simulator.calls(CREATE_FILE);
      clock?.tick(minutes * 60_000);
      await lab.error();
      await lab.error();
      return (await lab.simulator.calls(CREATE_FILE)) - before;
    };
    assert.deepEqual([await triesAfter(14), await triesAfter(1)], [0, 1]);
    assert.deepEqual([await triesAfter(59), await triesAfter(1)], [0, 1]);
    assert.deepEqual([await triesAfter(59), await triesAfter(1)], [0, 1]);
  });

  it("is tried on few of 500 VMs, and then on none: one domain account may be behind it", async () => {
    const vms = await manyVms(lab, 500);
    await lab.load({ secrets: WRONG });

    await sendMany(lab, 1_000, (index) => ({ payload: { vm: vms[index % 500] } }));
    const { failed } = await allEnded(lab, 1_000);

    assert.deepEqual(tally(failed), { [REFUSED]: 1_000 });
    assert.ok(failed.every(({ error }) => !Number.isNaN(Date.parse(String(error?.cause.data?.retryAt)))));
    const refused = await refusedLogins(lab);
    assert.ok(refused >= 3 && refused <= 5, `${refused} refused`);
    await sendMany(lab, 100, (index) => ({ payload: { vm: vms[index] } }));
    await lab.red.arrivals("failed", 1_100);
    const { calls, guest_logins: logins, sessions } = await lab.simulator.counters();
    assert.deepEqual([logins.refused, calls[CREATE_FILE], calls[LOG_IN], sessions.open], [refused, refused, 1, 1]);
    assert.deepEqual(await lockedUsers(lab), []);
  });

  it("that was right until now is tried on few of 500 VMs too", async () => {
    const vms = await manyVms(lab, 500);
    await lab.load();
    await sendMany(lab, 100, (index) => ({ payload: { vm: vms[index] } }));
    await allEnded(lab, 100);
    for (const vm of vms) {
      await lab.simulator.user(vm, "worker", { password: "changed" });
    }

    await sendMany(lab, 500, (index) => ({ payload: { vm: vms[index] } }));
    await lab.red.arrivals("failed", 500);

    // The requests under way when the first is refused: as many as the pool has slots.
    const refused = await refusedLogins(lab);
    assert.ok(refused >= 3 && refused <= 32, `${refused} refused`);
    assert.deepEqual(await lockedUsers(lab), []);
  });

  it("from the function in settings.js: who waited meanwhile is not asked for, who comes later is", async () => {
    const hook = sinon.stub().callsFake(() => Promise.resolve({ username: "worker", password: "wrong" }));
    await lab.load({ settings: { vcenterConnectionGuestLogin: hook } });

    await sendMany(lab, 1_000);
    const { failed } = await allEnded(lab, 1_000);

    assert.deepEqual(tally(failed), { [REFUSED]: 1_000 });
    assert.deepEqual([hook.callCount, await lab.simulator.calls(CREATE_FILE)], [1, 1]);

    await lab.error();
    assert.deepEqual([hook.callCount, await lab.simulator.calls(CREATE_FILE)], [2, 1]);
    hook.callsFake(() => Promise.resolve({ username: "worker", password: lab.simulator.address.guestPassword }));
    await lab.path();
    assert.deepEqual([hook.callCount, await lab.simulator.calls(CREATE_FILE)], [3, 2]);
  });

  it("from the function in settings.js, right until now, is tried on no more VMs than there are slots", async () => {
    const vms = await manyVms(lab, 500);
    const login = { username: "worker", password: lab.simulator.address.guestPassword };
    // All have asked for it before the first of them is refused.
    const hook = sinon.stub().callsFake(() => new Promise((resolve) => setTimeout(resolve, 50, { ...login })));
    await lab.load({ settings: { vcenterConnectionGuestLogin: hook } });
    await lab.path({ payload: { vm: vms[0] } });
    for (const vm of vms) {
      await lab.simulator.user(vm, "worker", { password: "changed" });
    }

    await sendMany(lab, 500, (index) => ({ payload: { vm: vms[index] } }));
    await lab.red.arrivals("failed", 500);

    const refused = await refusedLogins(lab);
    assert.ok(refused >= 3 && refused <= 32, `${refused} refused`);
  });

  it("from the function in settings.js is tried on few of 500 VMs", async () => {
    const vms = await manyVms(lab, 500);
    const hook = sinon.stub().callsFake(() => Promise.resolve({ username: "DOMAIN\\worker", password: "wrong" }));
    await lab.load({ settings: { vcenterConnectionGuestLogin: hook } });

    await sendMany(lab, 1_000, (index) => ({ payload: { vm: vms[index % 500] } }));
    const { failed } = await allEnded(lab, 1_000);

    assert.deepEqual(tally(failed), { [REFUSED]: 1_000 });
    const refused = await refusedLogins(lab);
    assert.ok(refused >= 3 && refused <= 5, `${refused} refused`);
  });
});
