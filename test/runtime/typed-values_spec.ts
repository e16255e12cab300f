import assert from "node:assert/strict";
import type { NodeMessageInFlow } from "node-red";
import type { Given } from "../../src/guest/given";
import { readsGuest, typedValue } from "../../src/runtime/typed-values";
import { VCenterError } from "../../src/vcenter/error";
import { FakeNode, FakeRed } from "./fake-red";

type Answer = (error?: unknown, value?: unknown) => void;

describe("typedValue", () => {
  const red = new FakeRed();

  /** A property of type flow whose context store answers as told. */
  async function fromStore(answer: (callback: Answer) => void): Promise<Given> {
    const node = new FakeNode();
    node.context.returns({ flow: { get: (_key: string, _store: string, callback: Answer) => { answer(callback); } } });
    return typedValue(red.api, node.asNode(), { x: "key", xType: "flow" }, "x", "thing", {} as NodeMessageInFlow);
  }

  for (const none of [undefined, null]) {
    it(`takes a context store that answers later, without an error: ${String(none)}`, async () => {
      const { value, name } = await fromStore((callback) => setImmediate(callback, none, "v"));
      assert.deepEqual({ value, name }, { value: "v", name: "thing (flow.key)" });
    });
  }

  it("takes a store that answers nothing for a missing value", async () => {
    assert.equal((await fromStore((callback) => { callback(); })).value, undefined);
  });

  /** A property of a message. */
  function fromMessage(x: string, msg: object): Given | Promise<Given> {
    return typedValue(red.api, new FakeNode().asNode(), { x, xType: "msg" }, "x", "thing", msg as NodeMessageInFlow);
  }

  for (const [x, msg] of [
    ["payload.vm", {}],
    ["payload.vm", { payload: null }],
    ["payload.vm", { payload: "text" }],
    ["payload[msg.topic]", { topic: "vm" }],
    ["payload[msg.topic]", { topic: "vm", payload: null }],
    ["payload[msg.topic].id", { topic: "vm", payload: {} }],
  ] as const) {
    it(`takes ${x} of ${JSON.stringify(msg)} for a missing value`, async () => {
      assert.equal((await fromMessage(x, msg)).value, undefined);
    });
  }

  it("finds a value by a key that another property of the message gives", async () => {
    for (const x of ["payload[msg.topic].id", "msg.payload[msg.topic].id"]) {
      assert.equal((await fromMessage(x, { topic: "a.b", payload: { "a.b": { id: "vm-42" } } })).value, "vm-42");
    }
  });

  for (const x of ["payload.vm", "payload[msg.topic]"]) {
    for (const thrown of [new TypeError("not today"), new Error("not today")]) {
      it(`refuses ${x} where a getter throws ${thrown.name}`, () => {
        const payload = Object.defineProperty({}, "vm", { get: () => { throw thrown; } });
        assert.throws(() => fromMessage(x, { topic: "vm", payload }), (error) => {
          assert.ok(error instanceof VCenterError);
          assert.deepEqual([error.code, error.cause.subject], ["INVALID_ARGUMENT", "message"]);
          assert.ok(error.message.includes(`thing (msg.${x}) cannot be evaluated: not today.`), error.message);
          return true;
        });
      });
    }
  }

  const failures: readonly (readonly [thrown: unknown, says: RegExp])[] = [
    [new Error("the disk is gone."), /^The thing \(flow\.key\) cannot be evaluated: the disk is gone\. Correct it in the node\.$/],
    [new TypeError("no parent"), /cannot be evaluated: no parent\./],
    [{ code: "T1006", message: "not a function" }, /cannot be evaluated: not a function\./],
    ["text\u001b[2J", /cannot be evaluated: text \[2J\./],
    [5, /cannot be evaluated: 5\./],
  ];

  for (const [thrown, says] of failures) {
    for (const [how, answer] of [
      ["answers with", (callback: Answer) => { callback(thrown); }],
      ["throws", () => { throw thrown as Error; }],
    ] as const) {
      it(`refuses what a store ${how}: ${JSON.stringify(thrown)}`, async () => {
        await assert.rejects(fromStore(answer), (error) => {
          assert.ok(error instanceof VCenterError);
          assert.deepEqual([error.code, error.cause.subject], ["INVALID_ARGUMENT", "message"]);
          assert.match(error.message, says);
          return true;
        });
      });
    }
  }

  const names: readonly (readonly [type: unknown, expression: unknown, name: string])[] = [
    ["msg", "payload.vm", "thing (msg.payload.vm)"],
    ["global", "a", "thing (global.a)"],
    ["env", "HOME", "thing (environment variable HOME)"],
    ["jsonata", "1", "thing (JSONata expression)"],
    ["str", "a", "thing"],
    ["num", 5, "thing"],
    [undefined, undefined, "thing"],
    ["msg", "a\u202eb", "thing (msg.a b)"],
  ];

  for (const [xType, x, name] of names) {
    it(`calls ${String(xType)} ${String(x)} "${name}"`, async () => {
      const node = new FakeNode();
      node.context.returns({ global: { get: (_key: string, _store: string, callback: Answer) => { callback(); } } });
      const given = await typedValue(red.api, node.asNode(), { x, xType }, "x", "thing", {} as NodeMessageInFlow);
      assert.equal(given.name, name);
    });
  }

  it("takes a property that the flow file lacks for a missing value", async () => {
    const given = await typedValue(red.api, new FakeNode().asNode(), {}, "x", "thing", {} as NodeMessageInFlow);
    assert.equal(given.value, undefined);
  });
});

describe("readsGuest", () => {
  const rows: readonly (readonly [type: string, expression: unknown, expected: boolean])[] = [
    ["msg", "guest.vm", true],
    ["msg", "msg.guest.vm", true],
    ["msg", "guest['vm']", true],
    ["msg", "guest[msg.x]", true],
    ["msg", "guest[payload.x]", false],
    ["msg", "guest", false],
    ["msg", "msg.guest", false],
    ["msg", "guests.vm", false],
    ["msg", "payload.guest.vm", false],
    ["msg", "payload.vm", false],
    ["msg", "", false],
    ["msg", "guest..vm", false],
    ["msg", undefined, false],
    ["str", "guest.vm", false],
    ["flow", "guest.vm", false],
  ];

  for (const [xType, x, expected] of rows) {
    it(`${xType} ${String(x)}: ${expected ? "yes" : "no"}`, () => {
      assert.equal(readsGuest(new FakeRed().api, { x, xType }, "x"), expected);
    });
  }
});
