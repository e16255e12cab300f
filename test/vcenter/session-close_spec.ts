import assert from "node:assert/strict";
import sinon from "sinon";
import type { Answer } from "../../src/vcenter/answer";
import { Interrupted } from "../../src/vcenter/interrupted";
import { Session } from "../../src/vcenter/session";
import { endless, FakeSessions, Held, OK, refused } from "./fake-sessions";

const isClosed = (error: unknown): boolean =>
  error instanceof Interrupted && error.reason === "CLOSED" && !error.written;

describe("the end of a session", () => {
  let clock: sinon.SinonFakeTimers;
  let sessions: FakeSessions;
  let session: Session;
  const call = (signal = endless()): Promise<Answer> => session.guestCall(() => Promise.resolve(OK), signal);

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    sessions = new FakeSessions();
    session = new Session(sessions);
  });
  afterEach(() => {
    clock.restore();
  });

  it("needs no call if there was no login", async () => {
    await session.close(5_000);
    assert.deepEqual([sessions.logins, sessions.deleted], [0, []]);
  });

  it("logs out, once, and waits for it", async () => {
    await call();
    sessions.deleteHeld = new Held();
    let closed = false;
    const closing = session.close(5_000).then(() => (closed = true));
    await clock.tickAsync(1000);
    assert.deepEqual([closed, sessions.deleted], [false, ["token-1"]]);
    sessions.deleteHeld.resolve();
    await closing;
    await session.close(5_000);
    assert.deepEqual(sessions.deleted, ["token-1"]);
    assert.equal(clock.countTimers(), 0);
  });

  it("logs out although a call is still under way", async () => {
    const hanging = new Held<Answer>();
    const last = session.guestCall(() => hanging.promise, endless());
    await clock.tickAsync(0);
    await session.close(5_000);
    assert.deepEqual(sessions.deleted, ["token-1"]);
    hanging.resolve(OK);
    await last;
  });

  it("logs out an idle session too whose last call is still under way", async () => {
    const hanging = new Held<Answer>();
    const last = session.guestCall(() => hanging.promise, endless());
    await clock.tickAsync(11 * 60_000);
    await call();
    assert.deepEqual(sessions.deleted, []);
    await session.close(5_000);
    assert.deepEqual(sessions.deleted, ["token-1", "token-2"]);
    hanging.resolve(OK);
    await last;
    assert.deepEqual(sessions.deleted, ["token-1", "token-2"]);
  });

  it("waits for a login under way and logs it out", async () => {
    sessions.loginHeld = new Held();
    const waiting = assert.rejects(call(), isClosed);
    const closing = session.close(5_000);
    await clock.tickAsync(4_999);
    assert.deepEqual(sessions.deleted, []);
    sessions.loginHeld.resolve();
    await closing;
    assert.deepEqual(sessions.deleted, ["token-1"]);
    await waiting;
  });

  it("waits for a login that nobody waits for any more", async () => {
    sessions.loginHeld = new Held();
    const controller = new AbortController();
    const late = assert.rejects(call(controller.signal), Interrupted);
    controller.abort("TIMED_OUT");
    await late;
    let closed = false;
    const closing = session.close(5_000).then(() => (closed = true));
    await clock.tickAsync(4_999);
    assert.equal(closed, false);
    sessions.loginHeld.resolve();
    await closing;
    assert.deepEqual(sessions.deleted, ["token-1"]);
  });

  it("waits for a login no longer than 5 s, and logs it out when it comes later", async () => {
    sessions.loginHeld = new Held();
    const waiting = assert.rejects(call(), isClosed);
    let closed = false;
    const closing = session.close(5_000).then(() => (closed = true));
    await clock.tickAsync(4_999);
    assert.equal(closed, false);
    await clock.tickAsync(1);
    assert.equal(closed, true);
    await closing;
    sessions.loginHeld.resolve();
    await waiting;
    assert.deepEqual(sessions.deleted, ["token-1"]);
  });

  it("does not fail when the login under way does", async () => {
    sessions.loginHeld = new Held();
    const waiting = assert.rejects(call(), { code: "UNAUTHENTICATED" });
    const closing = session.close(5_000);
    sessions.loginHeld.reject(refused());
    await Promise.all([closing, waiting]);
  });

  it("lets no later call log in", async () => {
    await session.close(5_000);
    await assert.rejects(call(), isClosed);
    assert.equal(sessions.logins, 0);
  });
});
