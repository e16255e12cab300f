import assert from "node:assert/strict";
import { inspect } from "node:util";
import { type LimitFields, limitsOf } from "../../src/runtime/limits";
import { VCenterError } from "../../src/vcenter/error";

const USUAL = {
  maxConcurrent: 32,
  maxConcurrentPerVm: 1,
  queueLimit: 10_000,
  queueTimeout: 600_000,
  timeout: 60_000,
  maxAttempts: 5,
  waitForTools: 0,
};

describe("the limits of a connection", () => {
  it("are the usual ones where the flow file has none, as that of an older version", () => {
    assert.deepEqual(limitsOf({}), USUAL);
  });

  it("are the usual ones where its dialog left them empty", () => {
    const fields = ["maxConcurrent", "maxConcurrentPerVm", "queueLimit", "queueTimeout", "maxAttempts", "waitForTools"];
    for (const empty of ["", null]) {
      assert.deepEqual(limitsOf(Object.fromEntries(fields.map((name) => [name, empty]))), USUAL);
    }
  });

  it("are taken as numbers and as the texts that the editor writes, times in seconds", () => {
    const fields = { maxConcurrent: "8", maxConcurrentPerVm: 2, queueLimit: "5", queueTimeout: "1.5", timeout: "0.25", maxAttempts: " 1 ", waitForTools: 300 };
    const limits = { maxConcurrent: 8, maxConcurrentPerVm: 2, queueLimit: 5, queueTimeout: 1_500, timeout: 250, maxAttempts: 1, waitForTools: 300_000 };
    assert.deepEqual(limitsOf(fields), limits);
  });

  it("know no end of waiting where its limit is 0", () => {
    assert.equal(limitsOf({ queueTimeout: "0" }).queueTimeout, Infinity);
  });

  const COUNTS: readonly (readonly [field: keyof LimitFields, label: string])[] = [
    ["maxConcurrent", "Calls at once"],
    ["maxConcurrentPerVm", "Jobs per VM"],
    ["queueLimit", "Queue limit"],
    ["maxAttempts", "Attempts"],
  ];
  const TIMES: readonly (readonly [field: keyof LimitFields, label: string])[] = [
    ["queueTimeout", "Max. wait"],
    ["timeout", "timeout"],
    ["waitForTools", "Tools wait"],
  ];
  const refused = (field: keyof LimitFields, label: string, value: unknown): void => {
    it(`refuse ${inspect(value)} as ${field}, by name`, () => {
      assert.throws(() => limitsOf({ [field]: value }), (error) => {
        assert.ok(error instanceof VCenterError);
        assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], ["INVALID_ARGUMENT", "configuration", "not_done"]);
        assert.ok(error.message.includes(label), error.message);
        return true;
      });
    });
  };
  for (const [field, label] of COUNTS) {
    for (const value of [0, -1, 1.5, NaN, Infinity, "many", "  ", 2 ** 53, true, {}, [5]]) {
      refused(field, label, value);
    }
  }
  for (const [field, label] of TIMES) {
    for (const value of [-1, NaN, Infinity, "long", "  ", 2_147_484, true, {}, [5]]) {
      refused(field, label, value);
    }
  }
  refused("timeout", "timeout", 0);
});
