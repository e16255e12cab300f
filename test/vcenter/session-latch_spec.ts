import assert from "node:assert/strict";
import sinon from "sinon";
import type { Answer } from "../../src/vcenter/answer";
import { VCenterError } from "../../src/vcenter/error";
import { Interrupted } from "../../src/vcenter/interrupted";
import { Session } from "../../src/vcenter/session";
import { endless, FakeSessions, Held, OK, refused, SESSION_MISSING } from "./fake-sessions";

const NOW = Date.parse("2026-01-02T03:04:05.000Z");

function failure(code: string, subject: "session" | "server" | "network" = "session"): VCenterError {
  return new VCenterError("no", code, { subject, outcome: "not_done", retryable: true });
}

describe("a refused login", () => {
  let clock: sinon.SinonFakeTimers;
  let sessions: FakeSessions;
  let session: Session;
  let create: sinon.SinonStub<[], Promise<string>>;
  const send = (): Promise<Answer> => Promise.resolve(OK);
  const call = (signal = endless()): Promise<Answer> => session.call(send, signal);
  const guestCall = (): Promise<Answer> => session.guestCall(send, endless());

  /** Each ends with the refusal and the time of the next try. */
  const allRefused = async (calls: Promise<unknown>[], retryAt: string, code = "UNAUTHENTICATED"): Promise<void> => {
    const errors = await Promise.all(calls.map((one) => one.catch((error: unknown) => error)));
    for (const error of errors) {
      assert.ok(error instanceof VCenterError, String(error));
      assert.deepEqual([error.code, error.cause.data?.retryAt], [code, retryAt]);
    }
  };

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: NOW, toFake: ["performance", "Date"] });
    sessions = new FakeSessions();
    create = sinon.stub(sessions, "create");
    create.callThrough();
    session = new Session(sessions);
  });
  afterEach(() => {
    clock.restore();
  });

  it("is the only one for 300 s, whatever comes meanwhile", async () => {
    create.rejects(refused());
    const retryAt = "2026-01-02T03:09:05.000Z";
    await allRefused([call(), guestCall(), call()], retryAt);
    await allRefused([call(), guestCall()], retryAt);
    for (let minute = 0; minute < 5; minute += 1) {
      clock.tick(59_999);
      await allRefused([call(), guestCall(), call()], retryAt);
    }
    sinon.assert.calledOnce(create);
  });

  it("is the only one for calls too whose 401 comes after it", async () => {
    await guestCall();
    const [early, late, lateOther] = [new Held<Answer>(), new Held<Answer>(), new Held<Answer>()];
    const first = session.guestCall(() => early.promise, endless());
    const second = session.guestCall(() => late.promise, endless());
    const third = session.call(() => lateOther.promise, endless());
    create.rejects(refused());
    early.resolve(SESSION_MISSING);
    await allRefused([first], "2026-01-02T03:09:05.000Z");
    clock.tick(200_000);
    late.resolve(SESSION_MISSING);
    lateOther.resolve(SESSION_MISSING);
    await allRefused([second, third], "2026-01-02T03:09:05.000Z");
    sinon.assert.calledTwice(create);
  });

  it("is tried once after its time, and holds again if it is refused again", async () => {
    create.rejects(refused());
    await allRefused([call()], "2026-01-02T03:09:05.000Z");
    clock.tick(300_000);
    await allRefused([call(), guestCall(), call()], "2026-01-02T03:14:05.000Z");
    clock.tick(299_999);
    await allRefused([call(), guestCall()], "2026-01-02T03:14:05.000Z");
    sinon.assert.calledTwice(create);
  });

  it("is tried once after its time, also when a call that waited for the try has gone", async () => {
    create.rejects(refused());
    await allRefused([call()], "2026-01-02T03:09:05.000Z");
    create.callThrough();
    sessions.loginHeld = new Held();
    clock.tick(300_000);
    const controller = new AbortController();
    const impatient = assert.rejects(call(controller.signal), Interrupted);
    controller.abort("TIMED_OUT");
    await impatient;
    await allRefused([call(), guestCall()], "2026-01-02T03:09:05.000Z");
    sinon.assert.calledTwice(create);
    sessions.loginHeld.resolve();
    await new Promise(setImmediate);
    assert.equal(await call(), OK);
    sinon.assert.calledTwice(create);
  });

  it("is forgotten by a success: the next refusal is one like the first", async () => {
    create.rejects(refused());
    await allRefused([call()], "2026-01-02T03:09:05.000Z");
    clock.tick(300_000);
    create.callThrough();
    assert.deepEqual(await Promise.all([call(), guestCall(), call()]), [OK, OK, OK]);
    sinon.assert.calledTwice(create);

    const tokens: string[] = [];
    const answer = await session.call((token) => {
      tokens.push(token);
      return Promise.resolve(tokens.length === 1 ? SESSION_MISSING : OK);
    }, endless());
    assert.equal(answer, OK);
    assert.equal(new Set(tokens).size, 2);
    sinon.assert.calledThrice(create);
  });

  it("by missing rights is one like any other", async () => {
    create.rejects(failure("UNAUTHORIZED"));
    await allRefused([call()], "2026-01-02T03:09:05.000Z", "UNAUTHORIZED");
    clock.tick(299_999);
    await allRefused([call(), guestCall()], "2026-01-02T03:09:05.000Z", "UNAUTHORIZED");
    sinon.assert.calledOnce(create);
  });

  it("for want of a session is tried once after 30 s", async () => {
    create.rejects(failure("SERVICE_UNAVAILABLE"));
    await allRefused([call(), guestCall()], "2026-01-02T03:04:35.000Z", "SERVICE_UNAVAILABLE");
    clock.tick(29_999);
    await allRefused([call(), guestCall()], "2026-01-02T03:04:35.000Z", "SERVICE_UNAVAILABLE");
    sinon.assert.calledOnce(create);
    clock.tick(1);
    create.callThrough();
    assert.equal(await call(), OK);
    sinon.assert.calledTwice(create);
  });

  it("is no failure of another kind: these hold nobody", async () => {
    const others = [
      failure("UNAUTHENTICATED", "server"),
      failure("SERVICE_UNAVAILABLE", "server"),
      failure("RESOURCE_INACCESSIBLE", "network"),
      failure("NOT_FOUND"),
      failure("ERROR"),
      new Error("unexpected"),
    ];
    for (const error of others) {
      create.rejects(error);
      await assert.rejects(call(), (thrown) => thrown === error);
    }
    assert.equal(create.callCount, others.length);
    create.callThrough();
    assert.equal(await call(), OK);
  });

  it("is tried again by the next call if the try failed in another way", async () => {
    create.rejects(refused());
    await allRefused([call()], "2026-01-02T03:09:05.000Z");
    clock.tick(300_000);
    create.rejects(failure("RESOURCE_INACCESSIBLE", "network"));
    await assert.rejects(call(), { code: "RESOURCE_INACCESSIBLE" });
    await assert.rejects(guestCall(), { code: "RESOURCE_INACCESSIBLE" });
    create.callThrough();
    assert.equal(await call(), OK);
    assert.equal(create.callCount, 4);
  });
});
