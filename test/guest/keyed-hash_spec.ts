import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { keyedHash } from "../../src/guest/keyed-hash";

const MODULE = JSON.stringify(require.resolve("../../src/guest/keyed-hash"));
const IN_ANOTHER_PROCESS = `process.stdout.write(require(${MODULE}).keyedHash(["Secret"]))`;

describe("a keyed hash", () => {
  it("is the same for the same values, and another one for others", () => {
    assert.equal(keyedHash(["a", ["b"]]), keyedHash(["a", ["b"]]));
    assert.notEqual(keyedHash(["a", "bc"]), keyedHash(["ab", "c"]));
  });

  it("holds no secret, and nobody could compute it", () => {
    const other = execFileSync(process.execPath, ["-r", "tsx/cjs", "-e", IN_ANOTHER_PROCESS], { encoding: "utf8" });
    assert.doesNotMatch(keyedHash(["Secret"]), /Secret/);
    assert.equal(other.length, keyedHash(["Secret"]).length);
    assert.notEqual(other, keyedHash(["Secret"]));
  });
});
