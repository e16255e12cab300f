import assert from "node:assert/strict";
import sinon from "sinon";
import type { Job } from "../../src/guest/job";
import type { ActionDef } from "../../src/runtime/action-message";
import { type Perform, registerAction } from "../../src/runtime/action-node";
import type { Result } from "../../src/runtime/outputs";
import { VCenterError } from "../../src/vcenter/error";
import { type FakeNode, FakeRed } from "./fake-red";

const failure = new VCenterError("It failed.", "NOT_FOUND", { subject: "vm", outcome: "not_done", retryable: false });

/** Waits until a job is told to end. */
async function told(job: Job): Promise<void> {
  await job.until(new Promise<never>(() => undefined)).catch(() => undefined);
}

describe("registerAction", () => {
  let red: FakeRed;
  const rejections: unknown[] = [];
  const note = (reason: unknown): number => rejections.push(reason);
  before(() => process.on("unhandledRejection", note));
  after(() => process.off("unhandledRejection", note));

  beforeEach(() => {
    rejections.length = 0;
    red = new FakeRed();
    red.connect();
    red.nodes.set("behind", {});
  });
  afterEach(async () => {
    await new Promise(setImmediate);
    assert.deepEqual(rejections, []);
  });

  function actionNode(perform: Perform<ActionDef>): FakeNode {
    registerAction(red.api, "action", perform);
    return red.create("action", { connection: "connection-1", wires: [["behind"], ["behind"]] });
  }

  /** Gives a node a message; resolves with what `done` was called with. */
  async function handled(node: FakeNode, send: sinon.SinonStub, msg: object = {}): Promise<VCenterError | undefined> {
    const done = sinon.stub();
    const called = new Promise((resolve) => done.callsFake(resolve));
    node.emit("input", msg, send, done);
    const error = (await called) as VCenterError | undefined;
    await new Promise(setImmediate);
    sinon.assert.calledOnce(done);
    return error;
  }

  function close(node: FakeNode): Promise<void> {
    return new Promise((resolve) => node.emit("close", resolve));
  }

  it("listens as Node-RED wants it: (msg, send, done) and (done)", () => {
    const node = actionNode(() => Promise.resolve({ payload: 1 }));
    assert.deepEqual(["input", "close"].map((event) => node.listeners(event)[0]!.length), [3, 1]);
  });

  it("sends a result on output 1", async () => {
    const send = sinon.stub();
    const error = await handled(actionNode(() => Promise.resolve({ payload: "p" })), send, { topic: "t" });

    assert.equal(error, undefined);
    assert.deepEqual(send.args, [[[{ topic: "t", payload: "p" }]]]);
  });

  for (const thrown of [new TypeError("Secret-In-Text"), "Secret-In-Text", undefined, { code: 5 }]) {
    it(`makes an error of what nobody foresaw, without its text: ${typeof thrown}`, async () => {
      const send = sinon.stub();
      await handled(actionNode(() => Promise.resolve().then(() => { throw thrown as Error; })), send);

      const [none, msg] = (send.firstCall.args as [[null, { error: VCenterError }]])[0];
      assert.equal(none, null);
      assert.equal(msg.error.code, "ERROR");
      assert.deepEqual(msg.error.cause, { subject: "server", outcome: "not_done", retryable: false });
      assert.ok(!msg.error.message.includes("Secret-In-Text"));
    });
  }

  it("reports an error by done if it cannot be sent", async () => {
    const send = sinon.stub().throws(new Error("broken"));
    assert.equal(await handled(actionNode(() => Promise.reject(failure)), send), failure);
  });

  it("reports by done that a result cannot be sent", async () => {
    const send = sinon.stub().throws(new Error("broken"));
    const error = await handled(actionNode(() => Promise.resolve({ payload: 1 })), send);
    assert.equal(error?.code, "ERROR");
  });

  it("sends a copy of a frozen message", async () => {
    const send = sinon.stub();
    const frozen = Object.freeze({ payload: 0, topic: "t" });

    assert.equal(await handled(actionNode(() => Promise.resolve({ payload: 1 })), send, frozen), undefined);
    assert.deepEqual(send.args, [[[{ payload: 1, topic: "t" }]]]);
  });

  it("refuses what cannot be read, before it does anything", async () => {
    const act = sinon.stub().resolves({ payload: 1 });
    const unreadable = { get guest(): never { throw new Error("no"); } };

    const error = await handled(actionNode(act), sinon.stub().throws(failure), unreadable);

    assert.equal(error?.code, "INVALID_ARGUMENT");
    sinon.assert.notCalled(act);
  });

  it("survives what throws when it is looked at", async () => {
    const biting: Error = new Proxy(new Error("no"), { getPrototypeOf: () => { throw biting; } });
    const send = sinon.stub();
    await handled(actionNode(() => Promise.reject(biting)), send);
    sinon.assert.calledOnce(send);
  });

  it("logs what done throws, and survives a log that throws", async () => {
    const node = actionNode(() => Promise.resolve({ payload: 1 }));
    node.error.throws(new Error("the log is full"));
    const done = sinon.stub().throws(failure);
    const logged = new Promise((resolve) => node.error.callsFake((text) => { resolve(text); throw failure; }));

    node.emit("input", {}, sinon.stub(), done);

    assert.equal(await logged, "It failed.");
    sinon.assert.calledOnce(done);
  });

  describe("at close", () => {
    it("waits until what runs has ended, which it tells to end", async () => {
      const order: string[] = [];
      const node = actionNode(async ({ job }) => {
        await told(job);
        await new Promise(setImmediate);
        order.push("performed");
        throw failure;
      });
      const ended = handled(node, sinon.stub());
      await close(node);
      order.push("closed");

      assert.equal(await ended, failure);
      assert.deepEqual(order, ["performed", "closed"]);
      sinon.assert.calledOnceWithExactly(node.warn, "1 messages canceled: 1 not done, 0 unknown");
    });

    it("does not send a result that comes all the same", async () => {
      let finish: (result: Result) => void = () => undefined;
      const node = actionNode(() => new Promise((resolve) => (finish = resolve)));
      const send = sinon.stub();
      const ended = handled(node, send);
      const closed = close(node);
      finish({ payload: 1 });
      await closed;

      const error = await ended;
      assert.deepEqual([error?.code, error?.cause.outcome], ["CANCELED", "unknown"]);
      sinon.assert.notCalled(send);
      sinon.assert.calledOnceWithExactly(node.warn, "1 messages canceled: 0 not done, 1 unknown");
    });

    it("ends a message whose values are still being read, as not done", async () => {
      registerAction(red.api, "reader", async (message) => ({ payload: (await message.value("x")).value }));
      const reader = red.create("reader", { connection: "connection-1", x: "slow", xType: "flow" });
      reader.context.returns({ flow: { get: sinon.stub() } });
      const ended = handled(reader, sinon.stub());
      await close(reader);

      const error = await ended;
      assert.deepEqual([error?.code, error?.cause.outcome], ["CANCELED", "not_done"]);
    });

    it("ends even if the log fails", async () => {
      const node = actionNode(({ job }) => told(job).then(() => { throw failure; }));
      node.warn.throws(new Error("the log is full"));
      const ended = handled(node, sinon.stub());

      await close(node);
      await ended;
    });
  });
});
