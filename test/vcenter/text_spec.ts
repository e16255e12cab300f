import assert from "node:assert/strict";
import fc from "fast-check";
import { bytesInJson, cut, ending, hasControlCharacter, shown } from "../../src/vcenter/text";

const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe("text from outside", () => {
  const rows: [what: string, text: string, expected: string][] = [
    ["C0 controls become a space", "a\u0000\u001b[31mb\r\nc", "a [31mb c"],
    ["C1 controls become a space", "a\u0085b\u009fc\u007fd", "a b c d"],
    ["bidi controls become a space", "a\u202eb\u2066c\u200fd\u061ce", "a b c d e"],
    ["line and paragraph separators become a space", "a\u2028b\u2029c", "a b c"],
    ["space at its ends goes", " \n a b \t ", "a b"],
    ["letters of all scripts stay", "Zürich 東京 👍 עברית", "Zürich 東京 👍 עברית"],
  ];
  for (const [what, text, expected] of rows) {
    it(what, () => {
      assert.equal(shown(text), expected);
    });
  }

  it("has at most 300 characters when it is shown, and says that it was cut", () => {
    assert.equal(shown("x".repeat(300)), "x".repeat(300));
    assert.equal(shown("x".repeat(301)), `${"x".repeat(299)}…`);
  });

  it("is never shown with a control character or beyond its limit, whatever it is", () => {
    const unit = fc.constantFrom(
      "a",
      " ",
      "ü",
      "👍",
      "\u0000",
      "\n",
      "\u0085",
      "\u061c",
      "\u200f",
      "\u2029",
      "\u202e",
      "\u2069",
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 350, size: "max" }), (text) => {
        const result = shown(text);
        assert.ok(result.length <= 300);
        assert.doesNotMatch(result, UNSEEN);
      }),
    );
  });
});

describe("cutting a text", () => {
  it("leaves a text within the limit as it is", () => {
    assert.equal(cut("abc", 3), "abc");
  });

  it("leaves no half of a surrogate pair", () => {
    assert.equal(cut("ab👍c", 4), "ab…");
    assert.equal(cut("ab👍cd", 5), "ab👍…");
  });

  it("leaves nothing when there is no room", () => {
    assert.equal(cut("abc", 0), "");
  });

  it("never exceeds the limit", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (text, limit) => {
        const result = cut(text, limit);
        assert.ok(result.length <= limit);
        assert.ok(result === text || text.startsWith(result.slice(0, -1)));
        assert.doesNotMatch(result, /[\ud800-\udbff]…$/);
      }),
    );
  });
});

describe("the end of a text", () => {
  it("is all of it within the limit", () => {
    assert.equal(ending("abc", 3), "abc");
    assert.equal(ending("a\nb", 4), "a\nb");
    assert.equal(ending("a\nb", 3), "\nb");
  });

  it("leaves no half of a surrogate pair", () => {
    assert.equal(ending("👍ab", 3), "ab");
  });

  it("never exceeds the limit in JSON, and is what the text ends with", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\u0001", "ü", "東", "👍", '"') }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
        const result = ending(text, limit);
        assert.ok(bytesInJson(result) <= limit);
        assert.ok(text.endsWith(result));
        assert.doesNotMatch(result, /^[\udc00-\udfff]/);
      }),
    );
  });
});

describe("control characters", () => {
  for (const code of [0, 9, 10, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9f]) {
    it(`U+${code.toString(16).padStart(4, "0")} is one`, () => {
      assert.equal(hasControlCharacter(`a${String.fromCharCode(code)}b`), true);
    });
  }

  it("other characters are none", () => {
    assert.equal(hasControlCharacter(" ~\u00a0ü東👍"), false);
  });
});
