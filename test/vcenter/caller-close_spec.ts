import assert from "node:assert/strict";
import sinon from "sinon";
import { errorOf, MockVCenter, UNAUTHENTICATED } from "./mock-vcenter";

describe("the end of a client", () => {
  let clock: sinon.SinonFakeTimers;
  let vcenter: MockVCenter;
  const never = new Promise(() => undefined);
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    vcenter = new MockVCenter();
  });
  afterEach(() => {
    clock.restore();
  });

  it("logs out, then closes a dispatcher that cannot be destroyed", async () => {
    await vcenter.create();
    const close = sinon.spy(vcenter.agent, "close");
    await vcenter.client.close(5_000);
    const [logout] = vcenter.of("DELETE", "/api/session");
    assert.equal(logout?.headers["vmware-api-session-id"], "token-1");
    sinon.assert.calledOnce(close);
    assert.equal(clock.countTimers(), 0);
  });

  it("destroys its dispatcher, and nothing more, when that is possible", async () => {
    const destroy = sinon.stub(vcenter.agent, "destroy").resolves();
    const close = sinon.spy(vcenter.agent, "close");
    await vcenter.client.close(5_000);
    sinon.assert.calledOnce(destroy);
    sinon.assert.notCalled(close);
  });

  it("waits for the logout no longer than 5 s", async () => {
    await vcenter.create();
    vcenter.session = () => ({ status: 204, after: never });
    let closed = false;
    const closing = vcenter.client.close(5_000).then(() => (closed = true));
    await clock.tickAsync(4_999);
    assert.equal(closed, false);
    await clock.tickAsync(1);
    await closing;
  });

  it("does not mind a logout that fails", async () => {
    await vcenter.create();
    vcenter.session = () => ({ status: 500, body: "<html>" });
    await vcenter.client.close(5_000);
  });

  it("ends a login that does not end, after the given time", async () => {
    vcenter.session = () => ({ status: 201, after: never });
    const error = errorOf(vcenter.create());
    let closed = false;
    const closing = vcenter.client.close(3_000).then(() => (closed = true));
    await clock.tickAsync(2_999);
    assert.equal(closed, false);
    await clock.tickAsync(1);
    await closing;
    const { code, cause } = await error;
    assert.deepEqual([code, cause.outcome, cause.operation], ["CANCELED", "not_done", "session.create"]);
    assert.equal(clock.countTimers(), 0);
  });

  it("lets a login fail, as not done, of whose four tries none is answered within 3 minutes", async () => {
    vcenter.session = () => ({ status: 201, after: never });
    const error = errorOf(vcenter.create());
    await clock.tickAsync(90_000 + 180_000);
    const { code, cause } = await error;
    assert.deepEqual([code, cause.outcome, cause.operation], ["TIMED_OUT", "not_done", "session.create"]);
    await vcenter.client.close(5_000);
  });

  it("lets a probe that is never answered tell nothing after 5 s", async () => {
    vcenter.session = ({ method }) =>
      method === "GET" ? { status: 200, after: never } : { status: 201, body: "token" };
    vcenter.answer = () => UNAUTHENTICATED;
    const error = errorOf(vcenter.create());
    await clock.tickAsync(5_000);
    const { code, cause } = await error;
    assert.deepEqual([code, cause.subject, vcenter.calls.length], ["UNAUTHENTICATED", "guest-login", 1]);
    await vcenter.client.close(5_000);
  });
});
