import assert from "node:assert/strict";
import sinon from "sinon";
import type { Answer } from "../../src/vcenter/answer";
import { Interrupted } from "../../src/vcenter/interrupted";
import { Session } from "../../src/vcenter/session";
import { endless, FakeSessions, Held, OK, REFUSED, refused, SESSION_MISSING } from "./fake-sessions";

const isTimedOut = (error: unknown): boolean =>
  error instanceof Interrupted && error.reason === "TIMED_OUT" && !error.written;

/** A call that notes its tokens and is answered 401 for sessions that are dead, or always. */
function calls(sessions: FakeSessions, unauthenticated: Answer = REFUSED, always = false) {
  return sinon.spy((token: string) => Promise.resolve(always || sessions.dead.has(token) ? unauthenticated : OK));
}

function tokensOf(send: sinon.SinonSpy<[string], unknown>): string[] {
  return send.args.map(([token]) => token);
}

describe("the login of a session", () => {
  let sessions: FakeSessions;
  let session: Session;
  beforeEach(() => {
    sessions = new FakeSessions();
    session = new Session(sessions);
  });

  it("is made by the first call and serves the next ones", async () => {
    assert.equal(sessions.logins, 0);
    const send = calls(sessions);
    assert.equal(await session.call(send, endless()), OK);
    assert.equal(await session.guestCall(send, endless()), OK);
    assert.deepEqual(tokensOf(send), ["token-1", "token-1"]);
  });

  it("is made once for all calls that wait for it", async () => {
    sessions.loginHeld = new Held();
    const send = calls(sessions);
    const all = Promise.all([
      session.call(send, endless()),
      session.guestCall(send, endless()),
      session.guestCall(send, endless()),
    ]);
    sessions.loginHeld.resolve();
    await all;
    assert.equal(sessions.logins, 1);
    assert.deepEqual(new Set(tokensOf(send)), new Set(["token-1"]));
  });

  it("fails all calls that wait for it when it fails, and is made anew by the next one", async () => {
    sessions.loginHeld = new Held();
    const error = new Error("no connection");
    const all = [session.call(calls(sessions), endless()), session.guestCall(calls(sessions), endless())].map((call) =>
      assert.rejects(call, error),
    );
    sessions.loginHeld.reject(error);
    await Promise.all(all);
    sessions.loginHeld = undefined;
    assert.equal(await session.call(calls(sessions), endless()), OK);
    assert.equal(sessions.logins, 2);
  });

  it("goes on when a call that waits for it is canceled, and serves the next", async () => {
    sessions.loginHeld = new Held();
    const controller = new AbortController();
    const canceled = assert.rejects(
      session.call(calls(sessions), controller.signal),
      (error) => error instanceof Interrupted && error.reason === "RESET",
    );
    controller.abort("RESET");
    await canceled;
    const next = session.call(calls(sessions), endless());
    sessions.loginHeld.resolve();
    await next;
    assert.equal(sessions.logins, 1);
  });

  it("has another one beside it when it has outlived a deadline, and leaves no session if that one is first", async () => {
    const hanging = (sessions.loginHeld = new Held());
    const controller = new AbortController();
    const late = assert.rejects(session.call(calls(sessions), controller.signal), isTimedOut);
    const patient = session.call(calls(sessions), endless());
    controller.abort("TIMED_OUT");
    await late;

    sessions.loginHeld = undefined;
    const send = calls(sessions);
    await session.call(send, endless());
    assert.deepEqual(tokensOf(send), ["token-2"]);
    assert.equal(await patient, OK);

    hanging.resolve();
    await new Promise(setImmediate);
    assert.deepEqual(sessions.deleted, ["token-1"]);
  });

  it("serves the next call when it comes late but first", async () => {
    const hanging = (sessions.loginHeld = new Held());
    const controller = new AbortController();
    const late = assert.rejects(session.call(calls(sessions), controller.signal), isTimedOut);
    controller.abort("TIMED_OUT");
    await late;
    hanging.resolve();
    await new Promise(setImmediate);
    const send = calls(sessions);
    await session.call(send, endless());
    assert.deepEqual(tokensOf(send), ["token-1"]);
    assert.deepEqual(sessions.deleted, []);
  });

  it("may fail when nobody waits for it any more, without harm", async () => {
    const hanging = (sessions.loginHeld = new Held());
    const controller = new AbortController();
    const late = assert.rejects(session.call(calls(sessions), controller.signal), isTimedOut);
    controller.abort("TIMED_OUT");
    await late;
    hanging.reject(refused());
    await new Promise(setImmediate);
  });
});

describe("a 401 on a call without a guest login", () => {
  it("means that the session is dead: it is ended, one login, one repeat, no probe", async () => {
    const sessions = new FakeSessions();
    const session = new Session(sessions);
    await session.call(calls(sessions), endless());
    sessions.dead.add("token-1");
    const send = calls(sessions);
    assert.equal(await session.call(send, endless()), OK);
    assert.deepEqual(tokensOf(send), ["token-1", "token-2"]);
    assert.deepEqual([sessions.probes, sessions.deleted], [[], ["token-1"]]);
  });

  it("is given back when it comes again, and leaves no session", async () => {
    const sessions = new FakeSessions();
    const session = new Session(sessions);
    await session.call(calls(sessions), endless());
    const send = calls(sessions, REFUSED, true);
    assert.equal(await session.call(send, endless()), REFUSED);
    assert.deepEqual(tokensOf(send), ["token-1", "token-2"]);
    assert.deepEqual(sessions.deleted, ["token-1", "token-2"]);
  });

  it("is given back at once where the session was made for the call, and leaves none", async () => {
    const sessions = new FakeSessions();
    const send = calls(sessions, REFUSED, true);
    assert.equal(await new Session(sessions).call(send, endless()), REFUSED);
    assert.deepEqual([tokensOf(send), sessions.logins, sessions.deleted], [["token-1"], 1, ["token-1"]]);
  });

  it("does not wait for the end of the session", async () => {
    const sessions = new FakeSessions();
    sessions.deleteHeld = new Held();
    assert.equal(await new Session(sessions).call(calls(sessions, REFUSED, true), endless()), REFUSED);
    assert.deepEqual(sessions.deleted, ["token-1"]);
    sessions.deleteHeld.resolve();
  });
});

describe("a session that is idle", () => {
  let clock: sinon.SinonFakeTimers;
  let sessions: FakeSessions;
  let session: Session;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ["performance"] });
    sessions = new FakeSessions();
    session = new Session(sessions);
  });
  afterEach(() => {
    clock.restore();
  });

  it("is replaced before a guest call after 11 minutes, and logged out", async () => {
    const send = calls(sessions);
    await session.guestCall(send, endless());
    clock.tick(11 * 60_000);
    await session.guestCall(send, endless());
    assert.deepEqual(tokensOf(send), ["token-1", "token-2"]);
    assert.deepEqual(sessions.deleted, ["token-1"]);
  });

  it("stays before a guest call within 10 minutes, and before any other call", async () => {
    const send = calls(sessions);
    await session.guestCall(send, endless());
    clock.tick(10 * 60_000);
    await session.guestCall(send, endless());
    clock.tick(60 * 60_000);
    await session.call(send, endless());
    await session.guestCall(send, endless());
    assert.deepEqual(new Set(tokensOf(send)), new Set(["token-1"]));
  });

  it("is logged out only when its last call has ended", async () => {
    const hanging = new Held<Answer>();
    const first = session.guestCall(() => hanging.promise, endless());
    await new Promise(setImmediate);
    clock.tick(11 * 60_000);
    const send = calls(sessions);
    await session.guestCall(send, endless());
    assert.deepEqual([tokensOf(send), sessions.deleted], [["token-2"], []]);
    hanging.resolve(OK);
    await first;
    assert.deepEqual(sessions.deleted, ["token-1"]);
  });

  it("is still logged out when its last call brought a 401", async () => {
    const hanging = new Held<Answer>();
    const send = sinon.spy((token: string) => (token === "token-1" ? hanging.promise : Promise.resolve(OK)));
    const first = session.guestCall(send, endless());
    await new Promise(setImmediate);
    clock.tick(11 * 60_000);
    sessions.loginHeld = new Held();
    const second = session.guestCall(send, endless());
    hanging.resolve(SESSION_MISSING);
    await new Promise(setImmediate);
    sessions.loginHeld.resolve();
    await Promise.all([first, second]);
    assert.deepEqual(sessions.deleted, ["token-1"]);
  });
});
