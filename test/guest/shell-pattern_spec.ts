import assert from "node:assert/strict";
import fc from "fast-check";
import { shellPattern } from "../../src/guest/shell-pattern";

const ROWS: [pattern: string, matches: string, others: string][] = [
  ["edge-01", "edge-01", "edge-1 edge-010 xedge-01 EDGE-01"],
  ["edge-*", "edge- edge-01 edge-a-b", "edge xedge-01"],
  ["*-01", "edge-01 -01", "edge-011"],
  ["*e*1*", "edge-01 e1 xe11x", "1e edge"],
  ["edge-??", "edge-01 edge-äö edge-🙂x", "edge-1 edge-001"],
  ["[ab]x", "ax bx", "cx x abx"],
  ["[a-c0-9]", "a b c 0 9", "d - A"],
  ["[!a-c]", "d - A 🙂", "a b c"],
  ["[^a]", "b ^", "a"],
  ["[]x]", "] x", "[ []x]"],
  ["[!]]", "x", "]"],
  ["[a-]", "a -", "b"],
  ["[-a]", "a -", "b"],
  ["[*?]", "* ?", "x"],
  ["[abc", "[abc", "a"],
  ["[]", "[]", "x"],
  ["\\*\\[a]", "*[a]", "x[a] *a"],
  ["a\\", "a\\", "a"],
  [".+(x|y)$", ".+(x|y)$", "x"],
  ["**", "a ab", ""],
];

describe("a shell pattern", () => {
  for (const [pattern, good, bad] of ROWS) {
    it(pattern, () => {
      const matches = shellPattern(pattern);
      const words = (text: string): string[] => text.split(" ").filter((word) => word !== "");
      assert.deepEqual(words(good).filter((word) => !matches(word)), []);
      assert.deepEqual(words(bad).filter(matches), []);
    });
  }

  it("that is * matches the empty text, ? does not", () => {
    assert.deepEqual([shellPattern("*")(""), shellPattern("?")(""), shellPattern("")("")], [true, false, true]);
  });

  it("takes no longer for one that is made to take long", () => {
    const started = process.hrtime.bigint();
    assert.equal(shellPattern("*a".repeat(500))("a".repeat(254) + "b"), false);
    assert.ok(process.hrtime.bigint() - started < 5_000_000_000n);
  });

  it("of a text that stands for itself matches this text and no other", () => {
    const text = fc.string({ unit: "grapheme" });
    const quoted = (plain: string): string => plain.replace(/[*?[\\]/g, (special) => `\\${special}`);
    fc.assert(fc.property(text, text, (one, other) => shellPattern(quoted(one))(other) === (one === other)));
    fc.assert(fc.property(text, (one) => shellPattern(quoted(one))(one)));
    fc.assert(fc.property(text, text, text, (before, middle, after) => shellPattern(`${quoted(before)}*${quoted(after)}`)(before + middle + after)));
  });
});
