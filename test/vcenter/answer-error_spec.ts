import assert from "node:assert/strict";
import fc from "fast-check";
import { errorFromAnswer } from "../../src/vcenter/answer-error";
import { Redaction } from "../../src/vcenter/redact";
import { GUEST_ROWS, plain, type Row, SERVER_ROWS, vapi } from "./answer-rows";
import { asItIs, CREATE, LIST } from "./attempts";

function checkRows(rows: readonly Row[]): void {
  for (const { what, attempt = CREATE, answer, code, subject, outcome, retryable } of rows) {
    it(`${what}: ${code}, ${subject}, ${outcome}${retryable ? ", retryable" : ""}`, () => {
      const { code: actual, cause } = errorFromAnswer(answer, attempt, asItIs);
      assert.deepEqual(
        {
          code: actual,
          subject: cause.subject,
          outcome: cause.outcome,
          retryable: cause.retryable,
          status: cause.status,
        },
        { code, subject, outcome, retryable, status: answer.status },
      );
    });
  }
}

describe("the error in an answer", () => {
  describe("of guest and VM", () => {
    checkRows(GUEST_ROWS);
  });

  describe("of vCenter and what stands before it", () => {
    checkRows(SERVER_ROWS);
  });

  it("carries the server's messages and data", () => {
    const answer = vapi(404, {
      type: "NOT_FOUND",
      messages: ["a", "b"],
      data: { reason: "FILE_NOT_FOUND", file_path: "/x" },
    });
    const { cause } = errorFromAnswer(answer, CREATE, asItIs);
    assert.deepEqual(
      cause.messages?.map((message) => message.default_message),
      ["a", "b"],
    );
    assert.deepEqual(cause.data, { reason: "FILE_NOT_FOUND", file_path: "/x" });
  });

  it("has neither messages nor data where the server sent none", () => {
    const { cause } = errorFromAnswer(plain(502), CREATE, asItIs);
    assert.deepEqual(Object.keys(cause).sort(), [
      "operation",
      "operationId",
      "outcome",
      "path",
      "retryable",
      "status",
      "subject",
      "vm",
    ]);
  });

  it("says what was tried, and no more", () => {
    const { cause } = errorFromAnswer(plain(502), CREATE, asItIs);
    assert.deepEqual(
      [cause.operation, cause.vm, cause.path, cause.operationId],
      ["files.createTemporary", "vm-42", "/var/tmp", CREATE.operationId],
    );
    const { cause: ofList } = errorFromAnswer(plain(502), LIST, asItIs);
    assert.deepEqual([ofList.operation, "vm" in ofList, "path" in ofList], ["vm.list", false, false]);
  });

  it("holds no secret, not even as its code", () => {
    const redact = new Redaction().of(["S3CRET"]);
    const answer = vapi(500, { type: "S3CRET", messages: ["is S3CRET"], data: { S3CRET: "S3CRET" } });
    const error = errorFromAnswer(answer, CREATE, redact);
    assert.equal(error.code, "ERROR");
    assert.doesNotMatch(JSON.stringify(error), /S3CRET/);
  });

  it("is told for any answer, and never with a secret", () => {
    const secret = "tr0ub4dor";
    const word = fc.oneof(fc.string(), fc.constantFrom(secret, "ERROR", "NOT_FOUND", "__proto__", "valueOf"));
    const message = fc.oneof(fc.jsonValue(), fc.record({ id: word, default_message: word, args: fc.array(word) }));
    const body = fc.record(
      { error_type: word, messages: fc.array(message), data: fc.dictionary(word, word) },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      word,
      body.map((value) => JSON.stringify(value)),
      fc.json(),
    );
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), text, (status, answered) => {
        const error = errorFromAnswer({ status, text: answered }, CREATE, new Redaction().of([secret]));
        assert.ok(["not_done", "unknown"].includes(error.cause.outcome));
        assert.match(error.code, /^\w{1,100}$/);
        assert.match(error.cause.subject, /^[a-z-]+$/);
        assert.ok(!JSON.stringify(error).includes(secret));
      }),
    );
  });
});
