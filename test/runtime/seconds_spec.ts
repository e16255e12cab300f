import assert from "node:assert/strict";
import { inspect } from "node:util";
import { millisecondsOf } from "../../src/runtime/seconds";
import { VCenterError } from "../../src/vcenter/error";

describe("millisecondsOf", () => {
  const rows: readonly (readonly [seconds: unknown, milliseconds: number])[] = [
    [1, 1000],
    ["60", 60_000],
    [" 2.5 ", 2500],
    [0.0015, 2],
    [0.00001, 1],
    [2_147_483.647, 2_147_483_647],
  ];

  for (const [seconds, milliseconds] of rows) {
    it(`${inspect(seconds)} s are ${milliseconds} ms`, () => {
      assert.equal(millisecondsOf(seconds, "limit"), milliseconds);
    });
  }

  const refused: readonly unknown[] = [
    0, -1, NaN, Infinity, 2_147_483.648, "", " ", "a", "1s", null, undefined, true, {}, [], 5n, Symbol("s"), Object.create(null),
  ];

  for (const seconds of refused) {
    it(`refuses ${inspect(seconds)}`, () => {
      assert.throws(() => millisecondsOf(seconds, "limit"), (error) => {
        assert.ok(error instanceof VCenterError);
        assert.deepEqual([error.code, error.cause.subject], ["INVALID_ARGUMENT", "configuration"]);
        assert.match(error.message, /^The limit must be a number of seconds above 0 and at most 2147483\.647, but is /);
        return true;
      });
    });
  }
});
