import assert from "node:assert/strict";
import sinon from "sinon";
import type { Lab } from "../support/lab";
import { allEnded, frontSuite, manyVms, sendMany, tally } from "../support/load";
import { CREATE_FILE, GET_SESSION, LOG_IN } from "../support/simulator";
import { login1, refusedLogins, WRONG } from "./guest-login-refusals";

const ELEVEN_MINUTES = 11 * 60_000;
const REFUSED = "UNAUTHENTICATED guest-login not_done";

interface State {
  readonly vms: { readonly vm: string; readonly users: Record<string, { readonly locked: boolean }> }[];
}

async function lockedUsers({ simulator }: Lab): Promise<string[]> {
  const { vms } = (await simulator.control("GET", "/state")) as State;
  return vms.flatMap(({ vm, users }) =>
    Object.entries(users).flatMap(([name, { locked }]) => (locked ? [`${name} of ${vm}`] : [])),
  );
}

/** Without TLS: what is counted here does not depend on it. */
frontSuite("a guest login that is refused", "both", (lab) => {
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

  it("is tried once where the guest refuses it later than a message waits", async () => {
    await lab.simulator.settings({ guest_login_refusal_ms: 600 });
    await lab.load({ secrets: WRONG, connection: { timeout: 0.3 } });

    await sendMany(lab, 100);
    const { failed } = await allEnded(lab, 100);

    assert.deepEqual(tally(failed), { "TIMED_OUT server unknown": 1, [REFUSED]: 99 });
    const { calls, guest_logins: logins } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_FILE], logins.refused], [1, 1]);
  });

  it("is tried on few VMs too where vCenter does not tell whether the session lives", async () => {
    const vms = await manyVms(lab, 30);
    await lab.simulator.fault({ operation: GET_SESSION, kind: "error", status: 500, times: null });
    await lab.load({ secrets: WRONG });

    await sendMany(lab, 100, (index) => ({ payload: { vm: vms[index % 30] } }));
    const { failed } = await allEnded(lab, 100);

    assert.deepEqual(tally(failed), { [REFUSED]: 100 });
    const refused = await refusedLogins(lab);
    assert.ok(refused >= 3 && refused <= 5, `${refused} refused`);
    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_FILE], calls[LOG_IN], sessions.open], [refused, 1, 1]);
  });

  it("is tried twice where vCenter does not tell and its session is older, the second time with a new one", async () => {
    clock = sinon.useFakeTimers({ toFake: ["performance", "Date"], now: Date.now() });
    await lab.simulator.settings({ guest_lockout: { failures: 3 } });
    await lab.load();
    await lab.path();
    clock.tick(ELEVEN_MINUTES);
    await lab.path({ payload: { vm: "vm-43" } });
    clock.tick(60_000);
    await lab.simulator.user("vm-42", "worker", { password: "changed" });
    await lab.simulator.fault({ operation: GET_SESSION, kind: "error", status: 500, times: null });

    for (let count = 0; count < 8; count += 1) {
      assert.equal((await lab.error()).code, "UNAUTHENTICATED");
    }

    const { calls, guest_logins: logins, sessions } = await lab.simulator.counters();
    assert.deepEqual([calls[GET_SESSION], calls[LOG_IN], logins.refused, sessions.open], [1, 3, 2, 1]);
  });

  it("is tried once, whatever type the error of its 401 has", async () => {
    const body = JSON.stringify({ error_type: "INVALID_ARGUMENT", messages: [] });
    await lab.simulator.fault({ kind: "answer", operation: CREATE_FILE, status: 401, body, times: null });
    await lab.load();

    await sendMany(lab, 8);
    const { failed } = await allEnded(lab, 8);

    assert.deepEqual(tally(failed), { "INVALID_ARGUMENT guest-login not_done": 8 });
    assert.equal(await lab.simulator.calls(CREATE_FILE), 1);
  });

  it("is tried once on each of few VMs where several messages may work in a VM at once", async () => {
    const vms = await manyVms(lab, 30);
    await lab.load({ secrets: WRONG, connection: { maxConcurrentPerVm: 3 } });

    await sendMany(lab, 90, (index) => ({ payload: { vm: vms[Math.floor(index / 3)] } }));
    const { failed } = await allEnded(lab, 90);

    assert.deepEqual(tally(failed), { [REFUSED]: 90 });
    const refused = await refusedLogins(lab);
    assert.ok(refused >= 3 && refused <= 5, `${refused} refused`);
    assert.deepEqual(await lockedUsers(lab), []);
  });

  it("does not hold up another one that is right", async () => {
    await lab.simulator.user("vm-42", "backup", { password: "Test-Only-Backup-1!", writable: ["/tmp"] });
    await lab.load({
      secrets: WRONG,
      more: [login1],
      credentials: { "login-1": { guestUsername: "backup", guestPassword: "Test-Only-Backup-1!" } },
    });

    await sendMany(lab, 200, (index) => ({
      payload: { vm: "vm-42", ...(index % 2 === 1 && { guest_login: "nightly" }) },
    }));
    const { ok, failed } = await allEnded(lab, 200);

    assert.deepEqual(tally(failed), { [REFUSED]: 100 });
    assert.ok(ok.length === 100 && ok.every(({ guest }) => guest?.login === "nightly"));
    const { calls, guest_logins: logins } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_FILE], logins.refused, logins.accepted], [101, 1, 100]);
  });

  it("is used again as soon as it is changed", async () => {
    await lab.load({ secrets: WRONG });
    await sendMany(lab, 100);
    await allEnded(lab, 100);

    await lab.deploy("full");
    await lab.path();

    assert.equal(await refusedLogins(lab), 1);
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
