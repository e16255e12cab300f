import assert from "node:assert/strict";
import { Unreachable } from "../../src/guest/breaker";
import { failureOf } from "../../src/guest/failure";
import { Job } from "../../src/guest/job";
import { Interrupted } from "../../src/vcenter/interrupted";
import { operations } from "../../src/vcenter/operations";
import { callError, poolOf, stubClient } from "./stubs";

const ATTEMPT = { operation: operations.createTemporaryFile, vm: "vm-42" };
const POOL = poolOf(stubClient());
const COMMON = { operation: "files.createTemporary", vm: "vm-42", attempts: 0 };

describe("the error of a job", () => {
  const ROWS: [title: string, thrown: unknown, isWaiting: boolean, code: string, cause: object, says: RegExp][] = [
    [
      "that waited too long for its turn",
      new Interrupted("TIMED_OUT", false),
      true,
      "TIMED_OUT",
      { subject: "queue", outcome: "not_done", retryable: true },
      /it waited for its turn longer than the connection allows\. Send fewer messages at once/,
    ],
    [
      "that was reset while waiting",
      new Interrupted("RESET", false),
      true,
      "CANCELED",
      { subject: "queue", outcome: "not_done", retryable: false },
      /a message with msg\.reset canceled it/,
    ],
    [
      "whose time was over before its first request",
      new Interrupted("TIMED_OUT", false),
      false,
      "TIMED_OUT",
      { subject: "server", outcome: "not_done", retryable: true },
      /there was no answer within the timeout/,
    ],
    [
      "that waited for a vCenter that does not answer",
      new Unreachable(),
      true,
      "RESOURCE_INACCESSIBLE",
      { subject: "network", outcome: "not_done", retryable: true },
      /vCenter does not answer, so nothing more was sent/,
    ],
    [
      "that failed in an unforeseen way",
      new TypeError("Secret-In-Text"),
      false,
      "ERROR",
      { subject: "server", outcome: "unknown", retryable: false },
      /an unexpected error occurred/,
    ],
  ];
  for (const [title, thrown, isWaiting, code, cause, says] of ROWS) {
    it(`${title} is ${code}`, () => {
      const error = failureOf(thrown, new Job(), POOL, ATTEMPT, isWaiting);
      assert.deepEqual([error.code, error.cause], [code, { ...COMMON, ...cause }]);
      assert.match(error.message, /^Could not create a temporary file \(VM vm-42 at vcenter\.example\.com:443\): /);
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /Secret/);
    });
  }

  it("keeps what the call knew, and tells of the job how often and by which id it was tried", () => {
    const job = new Job();
    job.operationId = "id-3";
    for (const name of ["files.list", "files.delete", "files.delete", "files.delete", "files.list"]) {
      job.countAttempt(name);
    }
    const call = callError("RESOURCE_BUSY", { status: 500, path: "/tmp" });
    const error = failureOf(call, job, POOL, ATTEMPT, true);
    assert.deepEqual(error.toJSON(), { ...call.toJSON(), cause: { ...call.cause, vm: "vm-42", attempts: 3, operationId: "id-3" } });
  });

  it("keeps the id of the call where that has one", () => {
    const job = new Job();
    job.operationId = "older";
    assert.equal(failureOf(callError("ERROR", { operationId: "own" }), job, POOL, ATTEMPT, false).cause.operationId, "own");
  });
});
