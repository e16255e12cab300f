import assert from "node:assert/strict";
import { invalid, VCenterError } from "../../src/vcenter/error";

const CAUSE = { subject: "vm", outcome: "not_done", retryable: true, status: 500 } as const;

describe("VCenterError", () => {
  const error = new VCenterError("The VM is busy.", "RESOURCE_BUSY", CAUSE);

  it("is an Error that shows its message alone", () => {
    assert.ok(error instanceof Error);
    assert.equal(String(error), "The VM is busy.");
    assert.equal(error.name, "VCenterError");
  });

  it("has code and cause of its own and no own stack, as a Catch node copies them", () => {
    assert.deepEqual(Object.keys(error).sort(), ["cause", "code"]);
    assert.equal(Object.hasOwn(error, "stack"), false);
  });

  it("is message, code and cause as JSON", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(error)), {
      message: "The VM is busy.",
      code: "RESOURCE_BUSY",
      cause: CAUSE,
    });
  });

  it("gives a copy with further facts and stays as it is", () => {
    const more = error.with({ vm: "vm-42", attempts: 2 });
    assert.deepEqual(more.toJSON(), { ...error.toJSON(), cause: { ...CAUSE, vm: "vm-42", attempts: 2 } });
    assert.deepEqual(error.cause, CAUSE);
  });
});

describe("bad input", () => {
  it("is INVALID_ARGUMENT, not done and not to be tried again", () => {
    const error = invalid("message", "The prefix is wrong.");
    assert.equal(error.code, "INVALID_ARGUMENT");
    assert.deepEqual(error.cause, { subject: "message", outcome: "not_done", retryable: false });
  });

  it("may have data", () => {
    assert.deepEqual(invalid("vm", "Two.", { candidates: ["vm-1", "vm-2"] }).cause.data, {
      candidates: ["vm-1", "vm-2"],
    });
  });
});
