import assert from "node:assert/strict";
import sinon from "sinon";
import { allEnded, frontSuite, manyVms, sendMany, tally } from "../support/load";
import { CREATE_FILE, GET_SESSION, LOG_IN } from "../support/simulator";
import { lockedUsers, login1, REFUSED, refusedLogins, WRONG } from "./guest-login-refusals";

const ELEVEN_MINUTES = 11 * 60_000;

/** Without TLS: what is counted here does not depend on it. */
frontSuite("a guest login that is refused", "both", (lab) => {
  // As strict as no guest is.
  beforeEach(() => lab.simulator.settings({ guest_lockout: { failures: 2 } }));
  let clock: sinon.SinonFakeTimers | undefined;
  afterEach(() => {
    clock?.restore();
    clock = undefined;
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
});
