import assert from "node:assert/strict";
import sinon from "sinon";
import { registerAction } from "../../src/runtime/action-node";
import type { VCenterError } from "../../src/vcenter/error";
import { type FakeNode, FakeRed } from "./fake-red";

describe("a message with reset", () => {
  let red: FakeRed;
  let node: FakeNode;
  let perform: sinon.SinonSpy;
  beforeEach(() => {
    red = new FakeRed();
    red.connect();
    red.nodes.set("behind", {});
    perform = sinon.spy(async ({ job }: { job: { until(promise: Promise<never>): Promise<never> } }) => ({
      payload: await job.until(new Promise<never>(() => undefined)),
    }));
    registerAction(red.api, "action", perform);
    node = red.create("action", { connection: "connection-1", wires: [[], ["behind"]] });
  });
  afterEach(() => new Promise((resolve) => node.emit("close", resolve)));

  function input(msg: object): { send: sinon.SinonStub; done: sinon.SinonStub } {
    const calls = { send: sinon.stub(), done: sinon.stub() };
    node.emit("input", msg, calls.send, calls.done);
    return calls;
  }

  const RESETS = [{ reset: true }, { reset: false }, { reset: undefined }, { reset: null, payload: { vm: "vm-42" } }];
  for (const msg of RESETS) {
    it(`ends what runs through its output, and itself only by done: ${JSON.stringify(msg)}`, async () => {
      const running = [input({ topic: "a" }), input({ topic: "b" })];
      const { send, done } = input(msg);
      sinon.assert.calledOnceWithExactly(done);
      await new Promise(setImmediate);
      sinon.assert.notCalled(send);
      sinon.assert.calledTwice(perform);
      running.forEach((calls, index) => {
        sinon.assert.calledOnceWithExactly(calls.done, undefined);
        const [[none, ended]] = calls.send.firstCall.args as [[null, { topic: string; error: VCenterError }]];
        assert.deepEqual([none, ended.topic], [null, "ab"[index]]);
        assert.deepEqual([ended.error.code, ended.error.cause.outcome], ["CANCELED", "not_done"]);
        assert.match(ended.error.message, /msg\.reset/);
      });
    });
  }

  it("does not end what comes after it", async () => {
    input({ reset: true });
    const { send, done } = input({});
    await new Promise(setImmediate);
    sinon.assert.calledOnce(perform);
    sinon.assert.notCalled(send);
    sinon.assert.notCalled(done);
  });

  it("is no message that only inherits the property", async () => {
    input(Object.create({ reset: true }) as object);
    await new Promise(setImmediate);
    sinon.assert.calledOnce(perform);
  });

  it("ends nothing of another node", async () => {
    const other = red.create("action", { id: "node-2", connection: "connection-1", wires: [[], ["behind"]] });
    const done = sinon.stub();
    other.emit("input", {}, sinon.stub(), done);
    input({ reset: true });
    await new Promise(setImmediate);
    sinon.assert.notCalled(done);
    await new Promise((resolve) => other.emit("close", resolve));
  });
});
