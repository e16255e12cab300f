import assert from "node:assert/strict";
import sinon from "sinon";
import type { Answer } from "../../src/vcenter/answer";
import { Interrupted } from "../../src/vcenter/interrupted";
import { Session } from "../../src/vcenter/session";
import { endless, FakeSessions, Held, OK, REFUSED, refused, SESSION_MISSING } from "./fake-sessions";

/** Rules by number: behaviour of a 401 on a guest call. */
describe("a 401 on a guest call", () => {
  let sessions: FakeSessions;
  let session: Session;
  /** Answers 401 where a test says so, and notes the tokens. */
  let send: sinon.SinonSpy<[string], Promise<Answer>>;
  let answers: (token: string) => Answer | Promise<Answer>;

  beforeEach(async () => {
    sessions = new FakeSessions();
    session = new Session(sessions);
    answers = (token) => (sessions.dead.has(token) ? REFUSED : OK);
    send = sinon.spy(async (token: string) => answers(token));
    await session.guestCall(() => Promise.resolve(OK), endless());
  });

  const call = (): Promise<Answer> => session.guestCall(send, endless());
  const tokens = (): string[] => send.args.map(([token]) => token);

  it("with a token that is no longer current is repeated once with the current one, without a probe", async () => {
    const held = new Held<Answer>();
    answers = (token) => (token === "token-1" ? held.promise : OK);
    const slow = call();
    await settle();
    sessions.dead.add("token-1");
    answers = (token) => (token === "token-1" ? SESSION_MISSING : OK);
    await call();
    held.resolve(REFUSED);
    assert.equal(await slow, OK);
    assert.deepEqual(tokens(), ["token-1", "token-1", "token-2", "token-2"]);
    assert.deepEqual(sessions.probes, []);
  });

  it("with the current token on the repeat is probed: that token was not obtained for it", async () => {
    const held = new Held<Answer>();
    answers = () => held.promise;
    const slow = call();
    await settle();
    answers = (token) => (token === "token-1" ? SESSION_MISSING : OK);
    await call();
    answers = () => REFUSED;
    held.resolve(REFUSED);
    assert.equal(await slow, REFUSED);
    assert.deepEqual(sessions.probes, ["token-2"]);
  });

  it("with a token that is no longer current waits for the login that is under way", async () => {
    const held = new Held<Answer>();
    answers = () => held.promise;
    const slow = call();
    await settle();
    sessions.loginHeld = new Held();
    answers = (token) => (token === "token-1" ? SESSION_MISSING : OK);
    const fast = call();
    await settle();
    held.resolve(REFUSED);
    await settle();
    sessions.loginHeld.resolve();
    assert.deepEqual(await Promise.all([slow, fast]), [OK, OK]);
    assert.equal(sessions.logins, 2);
    assert.deepEqual(sessions.probes, []);
  });

  it("that names a missing session means a new login and one repeat, without a probe: the old one is ended", async () => {
    answers = (token) => (token === "token-1" ? SESSION_MISSING : OK);
    assert.equal(await call(), OK);
    assert.deepEqual(tokens(), ["token-1", "token-2"]);
    assert.deepEqual([sessions.probes, sessions.deleted], [[], ["token-1"]]);
  });

  it("is probed if its messages say something else, or nothing, or make no sense", async () => {
    const messages = ['[{"id": "com.vmware.x"}]', "[]", '[null, 5, {"id": 7}]', '"method.authentication.required"'];
    const texts = messages.map((list) => `{"error_type": "UNAUTHENTICATED", "messages": ${list}}`);
    for (const text of [...texts, "<html>"]) {
      answers = () => ({ status: 401, text });
      await call();
    }
    assert.equal(sessions.probes.length, 5);
  });

  it("is probed once, and means a new login and one repeat if the session is dead", async () => {
    sessions.dead.add("token-1");
    assert.equal(await call(), OK);
    assert.deepEqual(tokens(), ["token-1", "token-2"]);
    assert.deepEqual(sessions.probes, ["token-1"]);
    await session.close(5_000);
    assert.deepEqual(sessions.deleted, ["token-1", "token-2"]);
  });

  it("is probed once, and means that the guest login was refused if the session lives: the token stays", async () => {
    answers = () => REFUSED;
    assert.equal(await call(), REFUSED);
    answers = () => OK;
    await call();
    assert.deepEqual(tokens(), ["token-1", "token-1"]);
    assert.deepEqual([sessions.probes, sessions.logins], [["token-1"], 1]);
  });

  it("is probed once for all that come while the probe is under way", async () => {
    sessions.dead.add("token-1");
    sessions.probeHeld = new Held();
    const all = Promise.all([call(), call(), call()]);
    await settle();
    sessions.probeHeld.resolve();
    assert.deepEqual(await all, [OK, OK, OK]);
    assert.deepEqual([sessions.probes, sessions.logins], [["token-1"], 2]);
  });

  it("is probed anew when the last probe has ended", async () => {
    answers = () => REFUSED;
    await call();
    await call();
    assert.deepEqual(sessions.probes, ["token-1", "token-1"]);
  });

  it("on the repeat with a new token means that the guest login was refused, without a probe", async () => {
    sessions.dead.add("token-1");
    answers = () => REFUSED;
    assert.equal(await call(), REFUSED);
    assert.deepEqual(tokens(), ["token-1", "token-2"]);
    assert.deepEqual(sessions.probes, ["token-1"]);
  });

  it("ends with what the login gives if the new login is refused", async () => {
    sessions.dead.add("token-1");
    sinon.stub(sessions, "create").rejects(refused());
    await assert.rejects(call(), { code: "UNAUTHENTICATED" });
  });

  describe("about whose session vCenter does not tell", () => {
    let clock: sinon.SinonFakeTimers;
    beforeEach(async () => {
      clock = sinon.useFakeTimers({ toFake: ["performance"] });
      session = new Session(sessions);
      await session.guestCall(() => Promise.resolve(OK), endless());
      sinon.stub(sessions, "isAlive").rejects(new Error("no answer"));
      answers = () => REFUSED;
    });
    afterEach(() => clock.restore());

    it("is repeated once with a new token, and the old one is logged out", async () => {
      clock.tick(60_000);
      assert.deepEqual(await Promise.all([call(), call()]), [REFUSED, REFUSED]);
      assert.deepEqual(tokens(), ["token-2", "token-2", "token-3", "token-3"]);
      assert.deepEqual(sessions.deleted, ["token-2"]);
    });

    it("is not repeated if the session is younger than a minute: it is the guest login", async () => {
      clock.tick(59_999);
      assert.deepEqual(await Promise.all([call(), call()]), [REFUSED, REFUSED]);
      assert.deepEqual(tokens(), ["token-2", "token-2"]);
      assert.deepEqual(sessions.deleted, []);
    });
  });

  it("leaves no rejection unhandled when nobody waits for the probe any more", async () => {
    sessions.probeHeld = new Held();
    answers = () => REFUSED;
    const controller = new AbortController();
    const late = session.guestCall(send, controller.signal);
    await settle();
    controller.abort("TIMED_OUT");
    await assert.rejects(late, Interrupted);
    sessions.probeHeld.reject(new Error("later"));
    await settle();
  });

  it("of another token does not end a probe under way", async () => {
    const first = (sessions.probeHeld = new Held());
    sessions.dead.add("token-1");
    const one = call();
    await settle();
    answers = (token) => (token === "token-1" ? SESSION_MISSING : REFUSED);
    const second = (sessions.probeHeld = new Held());
    const send2 = call();
    await send2;
    const two = call();
    await settle();
    first.resolve();
    await settle();
    const three = call();
    await settle();
    second.resolve();
    await Promise.all([one, two, three]);
    assert.deepEqual(sessions.probes, ["token-1", "token-2"]);
  });
});

/** Lets everything run that needs no event from outside. */
async function settle(): Promise<void> {
  await new Promise(setImmediate);
}
