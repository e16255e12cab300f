import assert from "node:assert/strict";
import sinon from "sinon";
import { Token } from "../../src/vcenter/token";

describe("a session token", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => {
    clock.restore();
  });

  it("is idle from when it was made, then from when it was last sent or a call with it ended", async () => {
    const token = new Token("t");
    clock.tick(1000);
    assert.equal(token.idle, 1000);
    const call = token.lend(() => new Promise((resolve) => setTimeout(resolve, 500)));
    assert.equal(token.idle, 0);
    clock.tick(400);
    assert.equal(token.idle, 400);
    await clock.tickAsync(100);
    await call;
    assert.equal(token.idle, 0);
  });

  it("lends its secret and hands on what the call gives or throws", async () => {
    const token = new Token("t");
    assert.equal(await token.lend((value) => Promise.resolve(`${value}!`)), "t!");
    await assert.rejects(
      token.lend(() => Promise.reject(new Error("no"))),
      /no/,
    );
  });

  it("tells at once that it is unused when no call holds it", () => {
    const action = sinon.spy();
    new Token("t").whenUnused(action);
    sinon.assert.calledOnce(action);
  });

  it("tells once that it is unused, when the last call ended, also by an error", async () => {
    const token = new Token("t");
    const action = sinon.spy();
    const first = token.lend(() => new Promise<void>((resolve) => setTimeout(resolve, 100)));
    const second = token.lend(() => new Promise((_resolve, reject) => setTimeout(reject, 200, new Error("no"))));
    token.whenUnused(action);
    await clock.tickAsync(100);
    await first;
    sinon.assert.notCalled(action);
    await Promise.all([assert.rejects(second, /no/), clock.tickAsync(100)]);
    sinon.assert.calledOnce(action);
    await token.lend(() => Promise.resolve());
    sinon.assert.calledOnce(action);
  });
});
