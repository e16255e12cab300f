import assert from "node:assert/strict";
import { isSuccess, json, vapiError } from "../../src/vcenter/answer";

const answer = (text: string, status = 400) => ({ status, text });

describe("an answer", () => {
  for (const [status, expected] of [
    [199, false],
    [200, true],
    [201, true],
    [204, true],
    [299, true],
    [300, false],
    [404, false],
  ] as const) {
    it(`of status ${status} is ${expected ? "a" : "no"} success`, () => {
      assert.equal(isSuccess(answer("", status)), expected);
    });
  }

  it("is read as JSON", () => {
    assert.deepEqual(json(answer('{"a": [1, "ü", null]}')), { a: [1, "ü", null] });
    assert.equal(json(answer('"/tmp/x"')), "/tmp/x");
  });

  for (const [what, text] of [
    ["empty", ""],
    ["html", "<html></html>"],
    ["cut off", '{"a": '],
    ["garbage", "\u0000\u0001{not json"],
    ["nested beyond all measure", "[".repeat(200_000) + "]".repeat(200_000)],
  ] as const) {
    it(`has no JSON if its body is ${what}`, () => {
      assert.equal(json(answer(text)), undefined);
    });
  }

  it("gives no key that reaches a prototype, at any depth", () => {
    const body = json(answer('{"__proto__": {"polluted": 1}, "a": {"constructor": {"prototype": {}}, "b": 1}}'));
    assert.deepEqual(body, { a: { b: 1 } });
    assert.deepEqual(Object.keys(body as object), ["a"]);
    assert.equal((body as { polluted?: unknown }).polluted, undefined);
  });
});

describe("a vAPI error body", () => {
  it("has type, messages and data", () => {
    const error = vapiError(answer('{"error_type": "NOT_FOUND", "messages": [{"id": "x"}], "data": {"reason": "y"}}'));
    assert.deepEqual(error, { type: "NOT_FOUND", messages: [{ id: "x" }], data: { reason: "y" } });
  });

  it("may lack its type, its messages or its data", () => {
    assert.deepEqual(vapiError(answer('{"messages": []}')), { messages: [] });
    assert.deepEqual(vapiError(answer('{"error_type": "ERROR"}')), { type: "ERROR", messages: [] });
    assert.deepEqual(vapiError(answer('{"error_type": "ERROR", "messages": {}, "data": {}}')), {
      type: "ERROR",
      messages: [],
    });
    assert.deepEqual(vapiError(answer('{"error_type": 5, "messages": [], "data": [1]}')), { messages: [] });
  });

  for (const text of [
    "",
    "<html>",
    "[]",
    '"text"',
    "null",
    "{}",
    '{"error": "x"}',
    '{"error_type": 5}',
    '{"messages": "x"}',
  ]) {
    it(`is not ${text === "" ? "an empty body" : text}`, () => {
      assert.equal(vapiError(answer(text)), undefined);
    });
  }
});
