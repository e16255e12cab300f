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

  it("is parsed once, whoever asks", () => {
    const once = answer('{"a": 1}');
    assert.equal(json(once), json(once));
  });

  it("may nest as deep as any answer of the contract, brackets in texts aside", () => {
    assert.notEqual(json(answer("[".repeat(64) + "]".repeat(64))), undefined);
    assert.equal(json(answer("[".repeat(65) + "]".repeat(65))), undefined);
    assert.deepEqual(json(answer(JSON.stringify(["{[".repeat(99), '\\"[', "\\"]))), ["{[".repeat(99), '\\"[', "\\"]);
    assert.deepEqual(json(answer(`[${"[],".repeat(99)}1]`)), [...Array.from({ length: 99 }, () => []), 1]);
  });
});

describe("a vAPI error body", () => {
  it("has type, messages and data", () => {
    const error = vapiError(answer('{"error_type": "NOT_FOUND", "messages": [{"id": "x"}], "data": {"reason": "y"}}'));
    assert.deepEqual(error, { type: "NOT_FOUND", messages: [{ id: "x" }], data: { reason: "y" } });
  });

  it("may lack its type, its messages or its data", () => {
    assert.deepEqual(vapiError(answer('{"messages": [{"default_message": "x"}]}')), { messages: [{ default_message: "x" }] });
    assert.deepEqual(vapiError(answer('{"error_type": "ERROR"}')), { type: "ERROR", messages: [] });
    assert.deepEqual(vapiError(answer('{"error_type": "ERROR", "messages": {}, "data": {}}')), {
      type: "ERROR",
      messages: [],
    });
    assert.deepEqual(vapiError(answer('{"error_type": 5, "messages": [{"default_message": "x"}], "data": [1]}')), {
      messages: [{ default_message: "x" }],
    });
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
    '{"messages": [], "status": 504}',
    '{"messages": ["Bad gateway"]}',
    '{"messages": [{"default_message": "x"}, "y"]}',
  ]) {
    it(`is not ${text === "" ? "an empty body" : text}`, () => {
      assert.equal(vapiError(answer(text)), undefined);
    });
  }
});
