import assert from "node:assert/strict";
import fc from "fast-check";
import { checkBytes, checkEncodable, optionalText } from "../../src/guest/given";
import { anyValue, asText, BITING, bytesOf, given, isClean, oddText, refusal, titled } from "./values";

describe("a given value", () => {
  describe("as optional text", () => {
    const TAKEN: [unknown, string | undefined][] = [
      [undefined, undefined],
      [null, undefined],
      ["", ""],
      ["a b", "a b"],
      [42, "42"],
      [0, "0"],
      [-0, "0"],
      [-1.5, "-1.5"],
      [1e21, "1e+21"],
    ];
    for (const [value, text] of TAKEN) {
      it(`takes ${titled(value)} as ${titled(text)}`, () => {
        assert.equal(optionalText(given(value)), text);
      });
    }

    const KINDS: [value: unknown, kind: string][] = [
      [NaN, "NaN"],
      [-Infinity, "-Infinity"],
      [true, "a boolean"],
      [1n, "a bigint"],
      [Symbol("s"), "a symbol"],
      [() => 1, "a function"],
      [{}, "an object"],
      [[], "an array"],
      [Buffer.of(1), "a buffer"],
      [BITING["a revoked proxy"]?.(), "an object"],
    ];
    for (const [value, kind] of KINDS) {
      it(`refuses ${kind} by its name and kind`, () => {
        const error = refusal(() => optionalText(given(value, "suffix (msg.x)")));
        assert.equal(error?.message, `The suffix (msg.x) must be text or a number, but is ${kind}.`);
      });
    }

    for (const [kind, make] of Object.entries(BITING)) {
      it(`refuses ${kind} without looking into it`, () => {
        assert.ok(refusal(() => optionalText(given(make()))));
      });
    }

    it("takes text and finite numbers, and nothing else, of all values there are", () => {
      fc.assert(
        fc.property(anyValue, (value) => {
          const error = refusal(() => assert.equal(optionalText(given(value)) ?? "", asText(value)));
          assert.equal(error === undefined, asText(value) !== undefined);
        }),
        { numRuns: 1000 },
      );
    });
  });

  it("is encodable if it holds no control character and no half of a character", () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const error = refusal(() => checkEncodable(text, "VM (msg.vm)"));
        assert.equal(error === undefined, isClean(text));
        if (error === undefined) {
          assert.equal(decodeURIComponent(encodeURIComponent(text)), text);
          assert.equal(Buffer.from(text, "utf8").toString("utf8"), text);
        } else {
          assert.match(error.message, /^The VM \(msg\.vm\) holds (a control character|half of a character)/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  for (const text of ["\0", "a\nb", "\x1f", "\x7f", "\x80", "\x9f"]) {
    it(`refuses the control character in ${JSON.stringify(text)}`, () => {
      assert.match(refusal(() => checkEncodable(text, "prefix"))?.message ?? "", /^The prefix holds a control character/);
    });
  }

  for (const [title, text] of [["high", "a\ud800"], ["low", "\udfffa"], ["swapped", "\ude00\ud83d"]] as const) {
    it(`refuses a lone surrogate (${title})`, () => {
      assert.match(refusal(() => checkEncodable(text, "prefix"))?.message ?? "", /^The prefix holds half of a character/);
    });
  }

  it("is measured in bytes of UTF-8, and told its size and limit", () => {
    fc.assert(
      fc.property(oddText, fc.nat(60), (text, limit) => {
        const error = refusal(() => checkBytes(text, limit, "prefix"));
        assert.equal(error === undefined, bytesOf(text) <= limit);
        if (error !== undefined) {
          const size = `${bytesOf(text)} bytes of UTF-8 long; at most ${limit} are possible`;
          assert.equal(error.message, `The prefix is ${size}. Shorten it.`);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
