import assert from "node:assert/strict";
import { type Message, withResult, writable } from "../../src/runtime/outputs";
import { FakeNode } from "./fake-red";

const result = { payload: "/tmp/x", guest: { path: "/tmp/x", login: undefined } };
const sent = (msg: object): Message => withResult(new FakeNode().asNode(), writable(msg as Message)!, result);

describe("writable", () => {
  it("gives a usual message itself", () => {
    const msg = { _msgid: "1", payload: 1 } as Message;
    assert.equal(writable(msg), msg);
  });

  const rows: readonly (readonly [what: string, msg: object])[] = [
    ["a frozen message", Object.freeze({ topic: "t", payload: 1 })],
    ["a sealed message", Object.seal({ topic: "t", payload: 1 })],
    ["a read-only guest", Object.defineProperty({ topic: "t" }, "guest", { value: { vm: "vm-1" }, enumerable: true })],
    ["a guest that is computed", { topic: "t", get guest() { return { vm: "vm-1" }; } }],
  ];
  for (const [what, msg] of rows) {
    it(`gives a copy of ${what}, which takes the result`, () => {
      const copy = sent(msg);
      assert.notEqual(copy, msg);
      assert.deepEqual([copy.topic, copy.payload], ["t", "/tmp/x"]);
      assert.equal((copy.guest as { path: string }).path, "/tmp/x");
    });
  }

  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const fails = { get x(): never { throw new Error("no"); } };
  for (const [what, msg] of [["guest", { guest: fails }], ["error", { error: proxy }], ["message", proxy]] as const) {
    it(`gives nothing if the ${what} cannot be read`, () => {
      assert.equal(writable(msg as Message), undefined);
    });
  }
});

describe("msg.guest", () => {
  const merged = (guest: unknown): unknown => sent({ guest }).guest;

  it("keeps what it holds, also undefined values and symbols", () => {
    const symbol = Symbol("s");
    assert.deepEqual(merged({ a: undefined, [symbol]: 1, login: "old" }), { a: undefined, [symbol]: 1, path: "/tmp/x" });
  });

  for (const [what, guest] of [
    ["a Buffer", Buffer.alloc(3)],
    ["an array", [1, 2]],
    ["a text", "abc"],
    ["a String object", Object("abc")],
    ["null", null],
  ] as const) {
    it(`is begun anew where it was ${what}`, () => {
      assert.deepEqual(merged(guest), { path: "/tmp/x" });
    });
  }
});
