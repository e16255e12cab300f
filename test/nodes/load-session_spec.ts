import assert from "node:assert/strict";
import sinon from "sinon";
import type { Lab } from "../support/lab";
import { allEnded, frontSuite, logInDirectly, sendMany, tally } from "../support/load";
import { CREATE_FILE, GET_SESSION, LIST_VMS, LOG_IN, LOG_OUT } from "../support/simulator";

const ELEVEN_MINUTES = 11 * 60_000;
const overThreeVms = (index: number): object => ({ payload: { vm: `vm-${42 + (index % 3)}` } });

/** Without TLS: what is counted here does not depend on it. */
frontSuite("100 messages in one session", "both", (lab) => {
  let clock: sinon.SinonFakeTimers | undefined;
  afterEach(() => {
    clock?.restore();
    clock = undefined;
  });

  async function sendHundred(): Promise<void> {
    const before = lab.red.arrived("ok").length;
    await sendMany(lab, 100, overThreeVms);
    await lab.red.arrivals("ok", before + 100);
    assert.equal(lab.red.arrived("failed").length, 0);
    assert.equal(lab.red.ended("temp-1").length, before + 100);
  }

  it("is made once on a cold start", async () => {
    await lab.load();

    await sendHundred();

    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 1, [CREATE_FILE]: 100 });
    assert.deepEqual([sessions.created, sessions.open], [1, 1]);
    await lab.red.unload();
    await lab.assertNothingLeft();
  });

  it("is made once anew when vCenter has ended it", async () => {
    await lab.load();
    await lab.path({ payload: { vm: "vm-42" } });
    await lab.simulator.control("DELETE", "/sessions");

    await sendHundred();

    const { calls, sessions } = await lab.simulator.counters();
    assert.equal(calls[LOG_IN], 2);
    assert.deepEqual([sessions.created, sessions.open, sessions.expired], [2, 1, 1]);
    assert.equal(calls[GET_SESSION], undefined, "vCenter says itself that the session is missing");
  });

  it("is made once anew when vCenter has ended it and does not say so: one question for all", async () => {
    await lab.simulator.settings({ message_id_dead_session: null });
    await lab.load();
    await lab.path({ payload: { vm: "vm-42" } });
    await lab.simulator.control("DELETE", "/sessions");

    await sendHundred();

    const { calls, sessions, guest_logins: logins } = await lab.simulator.counters();
    assert.deepEqual([calls[LOG_IN], calls[GET_SESSION]], [2, 1]);
    assert.deepEqual([sessions.created, sessions.open, logins.refused], [2, 1, 0]);
  });

  it("is not left behind by each message while vCenter answers the list of VMs with 401", async () => {
    await lab.simulator.fault({ operation: LIST_VMS, kind: "error", status: 401, error_type: "UNAUTHENTICATED", times: null });
    await lab.load({ tempFile: { vmBy: "name" } });
    for (let count = 0; count < 10; count += 1) {
      assert.equal((await lab.error({ payload: { vm: "edge-01" } })).cause.subject, "session");
    }
    const { sessions } = await lab.counters((counters) => counters.sessions.open === 0);
    assert.deepEqual([sessions.created, sessions.deleted], [10, 10]);
  });

  it("is replaced when it was idle for 11 minutes, and the old one is ended", async () => {
    clock = sinon.useFakeTimers({ toFake: ["performance", "Date"], now: Date.now() });
    await lab.load();
    await lab.path({ payload: { vm: "vm-42" } });
    clock.tick(ELEVEN_MINUTES);

    await sendHundred();

    const { calls, sessions } = await lab.counters((counters) => counters.sessions.open === 1);
    assert.deepEqual(calls, { [LOG_IN]: 2, [LOG_OUT]: 1, [CREATE_FILE]: 101 });
    assert.deepEqual([sessions.created, sessions.deleted, sessions.expired], [2, 1, 0]);
  });
});

interface Account {
  readonly name: string;
  readonly failures: number;
  readonly locked: boolean;
}

async function accounts(lab: Lab): Promise<Account[]> {
  return ((await lab.simulator.control("GET", "/state")) as { accounts: Account[] }).accounts;
}

frontSuite("a vCenter login that is refused", "both", (lab) => {
  let clock: sinon.SinonFakeTimers | undefined;
  afterEach(() => {
    clock?.restore();
    clock = undefined;
  });

  const secondsFromNow = (retryAt: unknown): number => (Date.parse(String(retryAt)) - Date.now()) / 1000;

  const messages = lab.red.isOlder ? 10_000 : 1_000;

  it(`is tried once in 300 s for ${messages} messages, and the account is not locked`, async () => {
    clock = sinon.useFakeTimers({ toFake: ["performance", "Date"], now: Date.now() });
    await lab.load({ secrets: { password: "wrong" } });

    await sendMany(lab, messages, (index) => ({ payload: { vm: `vm-${index % 500}` } }));
    const { failed } = await allEnded(lab, messages);

    assert.deepEqual(tally(failed), { "UNAUTHENTICATED session not_done": messages });
    for (const { error } of failed) {
      assert.match(String(error?.cause.data?.retryAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.equal(secondsFromNow(error?.cause.data?.retryAt), 300);
      assert.equal(error?.cause.retryable, false);
    }
    assert.deepEqual((await lab.simulator.counters()).calls, { [LOG_IN]: 1 });

    clock.tick(299_000);
    await lab.error();
    assert.equal(await lab.simulator.calls(LOG_IN), 1);
    clock.tick(1_000);
    await sendMany(lab, 100);
    await lab.red.arrivals("failed", messages + 101);

    const { calls, refused_logins: refused } = await lab.simulator.counters();
    assert.deepEqual([calls, refused], [{ [LOG_IN]: 2 }, 2]);
    assert.deepEqual((await accounts(lab)).map(({ locked }) => locked), [false]);
    const { url, username, password } = lab.simulator.address;
    assert.equal(await logInDirectly(url, username, password), 201);
  }).timeout(60_000);

  it("is tried once, whatever type vCenter gives the error of its 401", async () => {
    const body = JSON.stringify({ error_type: "ERROR", messages: [] });
    await lab.simulator.fault({ kind: "answer", operation: LOG_IN, status: 401, body, times: null });
    await lab.load();

    for (let count = 0; count < 8; count += 1) {
      assert.equal((await lab.error()).cause.subject, "session");
    }

    assert.equal(await lab.simulator.calls(LOG_IN), 1);
  });

  it("is tried at once after a redeploy", async () => {
    await lab.load({ secrets: { password: "wrong" } });
    await sendMany(lab, 100);
    await allEnded(lab, 100);

    await lab.deploy("full", { secrets: { password: "wrong again" } });
    await sendMany(lab, 100);
    await lab.red.arrivals("failed", 200);
    assert.equal(await lab.simulator.calls(LOG_IN), 2);

    await lab.deploy("full");
    await lab.path();

    const { calls, refused_logins: refused, sessions } = await lab.simulator.counters();
    assert.deepEqual([calls[LOG_IN], refused, sessions.created], [3, 2, 1]);
    assert.deepEqual((await accounts(lab)).map(({ locked }) => locked), [false]);
  });

  it("for want of sessions is tried again after 30 s, and said to be worth it", async () => {
    clock = sinon.useFakeTimers({ toFake: ["performance", "Date"], now: Date.now() });
    await lab.simulator.settings({ session_limit: 0 });
    await lab.load();

    await sendMany(lab, 1_000);
    const { failed } = await allEnded(lab, 1_000);

    assert.deepEqual(tally(failed), { "SERVICE_UNAVAILABLE session not_done": 1_000 });
    assert.ok(failed.every(({ error }) => error?.cause.retryable === true && secondsFromNow(error.cause.data?.retryAt) === 30));
    await lab.simulator.settings({ session_limit: 550 });
    clock.tick(29_000);
    await lab.error();
    assert.deepEqual((await lab.simulator.counters()).calls, { [LOG_IN]: 1 });

    clock.tick(1_000);
    await lab.path();
    assert.deepEqual((await lab.simulator.counters()).calls, { [LOG_IN]: 2, [CREATE_FILE]: 1 });
  });
});
