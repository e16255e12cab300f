import assert from "node:assert/strict";
import fc from "fast-check";
import { vmText } from "../../src/guest/vm-text";
import { anyValue, asText, BITING, bytesOf, given, isClean, longText, refusal, titled } from "./values";

const vm = (value: unknown): string => vmText(given(value, "VM (msg.payload.vm)"));

/** The rules for a VM, in words of their own. */
function isAllowed(text: string | undefined): boolean {
  return text !== undefined && !["", ".", ".."].includes(text) && isClean(text) && bytesOf(text) <= 255;
}

describe("the text for a VM", () => {
  for (const [value, text] of [
    ["vm-42", "vm-42"],
    ["web 01 / büro", "web 01 / büro"],
    ["...", "..."],
    [42, "42"],
    [0, "0"],
    ["x".repeat(255), "x".repeat(255)],
    ["ä".repeat(127), "ä".repeat(127)],
  ] as const) {
    it(`takes ${titled(value)}`, () => {
      assert.equal(vm(value), text);
    });
  }

  const REFUSED: [value: unknown, message: RegExp][] = [
    [undefined, /^The VM \(msg\.payload\.vm\) is missing\. Give the id of a VM/],
    [null, /is missing/],
    ["", /is missing/],
    [".", /^The VM \(msg\.payload\.vm\) is "\."/],
    ["..", /is "\.\."/],
    ["a\0", /control character/],
    ["a\n", /control character/],
    ["\ud800", /lone surrogate/],
    ["x".repeat(256), /^The VM \(msg\.payload\.vm\) is 256 bytes of UTF-8 long; at most 255 are possible/],
    ["ä".repeat(128), /is 256 bytes/],
    ["x".repeat(10_000_000), /is 10000000 bytes/],
    [["vm-42"], /must be text or a number, but is an array/],
    [true, /but is a boolean/],
    [NaN, /but is NaN/],
  ];
  for (const [value, message] of REFUSED) {
    it(`refuses ${titled(value)}`, () => {
      assert.match(refusal(() => vm(value))?.message ?? "taken", message);
    });
  }

  for (const [kind, make] of Object.entries(BITING)) {
    it(`refuses ${kind}`, () => {
      assert.ok(refusal(() => vm(make())));
    });
  }

  it("is taken if and only if it obeys every rule, of all values there are", () => {
    fc.assert(
      fc.property(fc.oneof(anyValue, longText(255)), (value) => {
        const error = refusal(() => assert.equal(vm(value), asText(value)));
        assert.equal(error === undefined, isAllowed(asText(value)));
        assert.ok(error === undefined || error.message.startsWith("The VM (msg.payload.vm) "));
      }),
      { numRuns: 2000 },
    );
  });
});
