import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { Flight } from "../../src/vcenter/flight";
import { Held } from "./fake-sessions";
import { errorOf, MockVCenter, type Reply, UNAUTHENTICATED } from "./mock-vcenter";

const SESSION_MISSING: Reply = {
  status: 401,
  body: { error_type: "UNAUTHENTICATED", messages: [{ id: "x.method.authentication.required" }] },
};

describe("what a flight is told of its call", () => {
  let vcenter: MockVCenter;
  let flight: Flight;
  const opids = (): (string | undefined)[] => vcenter.calls.map(({ headers }) => headers["vapi-ctx-opid"]);
  const logins = (): number => vcenter.of("POST", "/api/session").length;
  /** Lets the requests on their way reach the mock. */
  const settle = (): Promise<void> => setImmediate();

  beforeEach(() => {
    vcenter = new MockVCenter();
    flight = new Flight();
  });
  afterEach(() => vcenter.client.close(5_000));

  it("is the operation id of its request, once it is sent", async () => {
    await vcenter.create({ flight });
    assert.equal(flight.wasSent, true);
    assert.deepEqual([flight.operationId], opids());
  });

  it("is nothing while the login is under way: its end leaves the login alone and sends nothing", async () => {
    const login = new Held<void>();
    vcenter.session = ({ method }) => ({ status: method === "POST" ? 201 : 204, body: "token", after: login.promise });
    const error = errorOf(vcenter.create({ flight }));
    await settle();
    assert.deepEqual([flight.wasSent, flight.operationId], [false, undefined]);
    assert.equal(flight.end("RESET"), false);
    const { code, cause } = await error;
    assert.deepEqual([code, cause.outcome], ["CANCELED", "not_done"]);
    login.resolve();
    await settle();
    assert.deepEqual([vcenter.calls, logins()], [[], 1]);
    assert.equal(await vcenter.create(), "/tmp/nr-vmware1.txt");
    assert.equal(logins(), 1);
  });

  it("is nothing if the login is refused", async () => {
    vcenter.session = () => UNAUTHENTICATED;
    await errorOf(vcenter.create({ flight }));
    assert.deepEqual([flight.wasSent, flight.operationId, flight.end("RESET")], [false, undefined, false]);
  });

  it("is that it was written: its end does not end the request, and the answer comes", async () => {
    const answer = new Held<void>();
    vcenter.answer = () => ({ status: 200, body: "/tmp/late", after: answer.promise });
    const call = vcenter.create({ flight });
    await settle();
    assert.equal(flight.end("TIMED_OUT"), true);
    answer.resolve();
    assert.equal(await call, "/tmp/late");
  });

  it("is the operation id of the second request too, which is the same", async () => {
    vcenter.answer = () => (vcenter.calls.length === 1 ? SESSION_MISSING : { status: 200, body: "/tmp/x" });
    await vcenter.create({ flight });
    assert.deepEqual(opids(), [flight.operationId, flight.operationId]);
    assert.equal(logins(), 2);
  });

  it("is that it was written when its second request was", async () => {
    const answer = new Held<void>();
    vcenter.answer = () =>
      vcenter.calls.length === 1 ? SESSION_MISSING : { status: 200, body: "/tmp/x", after: answer.promise };
    const call = vcenter.create({ flight });
    while (vcenter.calls.length < 2) {
      await settle();
    }
    assert.equal(flight.end("TIMED_OUT"), true);
    answer.resolve();
    assert.equal(await call, "/tmp/x");
  });

  describe("after its end, when a 401 comes", () => {
    const answer = (reply: Reply): Held<void> => {
      const held = new Held<void>();
      vcenter.answer = () => ({ ...reply, after: held.promise });
      return held;
    };
    const notDone = async (error: ReturnType<typeof errorOf>): Promise<void> => {
      const { code, cause } = await error;
      assert.deepEqual([code, cause.outcome], ["CANCELED", "not_done"]);
    };

    it("of a dead session, is that nothing more is sent of it", async () => {
      const held = answer(SESSION_MISSING);
      const error = errorOf(vcenter.create({ flight }));
      await settle();
      assert.equal(flight.end("TIMED_OUT"), true);
      held.resolve();
      await notDone(error);
      assert.equal(vcenter.calls.length, 1);
    });

    it("of a session that a probe finds dead, is that nothing more is sent of it", async () => {
      vcenter.session = ({ method }) =>
        method === "POST" ? { status: 201, body: `token-${logins()}` } : { status: 401 };
      const held = answer(UNAUTHENTICATED);
      const error = errorOf(vcenter.create({ flight }));
      await settle();
      assert.equal(flight.end("RESET"), true);
      held.resolve();
      await notDone(error);
      assert.equal(vcenter.calls.length, 1);
    });

    it("of an older session, is that nothing is sent with the newer one", async () => {
      const held = answer(UNAUTHENTICATED);
      const error = errorOf(vcenter.create({ flight }));
      await settle();
      vcenter.answer = () => (vcenter.calls.length === 2 ? SESSION_MISSING : { status: 200, body: "/tmp/x" });
      await vcenter.create();
      assert.equal(flight.end("CLOSED"), true);
      held.resolve();
      await notDone(error);
      assert.equal(vcenter.calls.length, 3);
    });

    it("on a call without a guest login, is that nothing more is sent of it", async () => {
      await vcenter.client.logIn(new Flight());
      const held = answer(UNAUTHENTICATED);
      const error = errorOf(vcenter.client.listVms({}, flight));
      await settle();
      assert.equal(flight.end("TIMED_OUT"), true);
      held.resolve();
      await notDone(error);
      assert.equal(vcenter.calls.length, 1);
    });

    it("of a dead session, makes no new login: nobody needs it", async () => {
      const held = answer(SESSION_MISSING);
      const error = errorOf(vcenter.create({ flight }));
      await settle();
      flight.end("CLOSED");
      held.resolve();
      await notDone(error);
      assert.equal(logins(), 1);
    });
  });

  it("before its end, when a 401 has come, is that no answer is missing: it was not done", async () => {
    vcenter.answer = () => SESSION_MISSING;
    const login = new Held<void>();
    vcenter.session = ({ method }) =>
      logins() < 2 ? { status: 201, body: "token" } : { status: method === "POST" ? 201 : 204, after: login.promise };
    const error = errorOf(vcenter.create({ flight }));
    while (logins() < 2) {
      await settle();
    }
    const isInDoubt = flight.end("TIMED_OUT");
    login.resolve();
    assert.equal((await error).cause.outcome, "not_done");
    assert.deepEqual([isInDoubt, vcenter.calls.length], [false, 1]);
  });
});
