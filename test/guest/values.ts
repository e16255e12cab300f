import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import type { Given } from "../../src/guest/given";
import { VCenterError } from "../../src/vcenter/error";

/** A value in the name of a test. */
export function titled(value: unknown): string {
  return inspect(value, { maxStringLength: 30, breakLength: Infinity, customInspect: false });
}

function throwing(): never {
  throw new TypeError("a trap was asked");
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

const traps = Object.fromEntries(
  ["get", "has", "getPrototypeOf", "ownKeys", "getOwnPropertyDescriptor", "apply", "construct"].map((trap) => [trap, throwing]),
);

/** Values that bite whoever looks at them without care. Each call makes them anew. */
export const BITING: Readonly<Record<string, () => unknown>> = {
  "a symbol": () => Symbol("prefix"),
  "a bigint": () => 42n,
  NaN: () => NaN,
  Infinity: () => Infinity,
  "-Infinity": () => -Infinity,
  true: () => true,
  false: () => false,
  "a function": () => throwing,
  "a class": () => VCenterError,
  "an object": () => ({}),
  "an object without a prototype": () => Object.create(null) as unknown,
  "an array": () => ["a"],
  "a buffer": () => Buffer.from("a"),
  "a date": () => new Date(0),
  "an error": () => new Error("a"),
  "a boxed text": () => Object("a") as unknown,
  "a promise": () => Promise.resolve("a"),
  "getters that throw": () => Object.defineProperties({}, { length: { get: throwing }, toString: { get: throwing } }),
  "conversions that throw": () => ({ toString: throwing, valueOf: throwing, toJSON: throwing, [Symbol.toPrimitive]: throwing }),
  "a tag that throws": () => Object.defineProperty({}, Symbol.toStringTag, { get: throwing }),
  "a revoked proxy": revoked,
  "a proxy whose traps throw": () => new Proxy({}, traps),
  "a function proxy whose traps throw": () => new Proxy(() => undefined, traps),
  "a proxy of an array whose traps throw": () => new Proxy([], traps),
  "an heir of a proxy whose traps throw": () => Object.setPrototypeOf({}, new Proxy({}, traps)) as unknown,
};

/** Texts of what rules speak of, and of any UTF-16 unit. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom("/", "\\", ":", ".", "..", " ", "a", "ä", "😀", "C:", "\0", "\n", "\x7f", "\x85", "\ud83d", "\ude00"), { maxLength: 6 })
    .map((parts) => parts.join("")),
);

/** Texts around a limit of bytes, of characters that take one to four. */
export function longText(limit: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom("a", "ä", "€", "😀"), fc.integer({ min: limit - 5, max: limit + 5 }))
    .map(([character, bytes]) => character.repeat(Math.ceil(bytes / Buffer.byteLength(character))));
}

/** Any value that a message can hold, but for {@link BITING} ones, at which fast-check itself looks without care. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.double(),
  fc.integer(),
  fc.constantFrom(undefined, null, "", -0),
  fc.anything({ withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withNullPrototype: true, withSet: true, withTypedArray: true }),
);

export function given(value: unknown, name = "prefix (msg.payload.prefix)"): Given {
  return { value, name };
}

/** The refusal of bad input, checked for what all of them have in common; `undefined` if the input was taken. */
export function refusal(work: () => unknown): VCenterError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof VCenterError, `threw ${typeof error}`);
    assert.deepEqual(error.toJSON(), {
      message: error.message,
      code: "INVALID_ARGUMENT",
      cause: { subject: "message", outcome: "not_done", retryable: false },
    });
    assert.match(error.message, /^The [^\p{Cc}]{10,400}\.$/u);
    return error;
  }
}

/** What no path and no URL can carry, told without regular expressions. */
export function isClean(text: string): boolean {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const isControl = (point: number): boolean => point < 0x20 || (point >= 0x7f && point < 0xa0);
  const isHalf = (point: number): boolean => point >= 0xd800 && point < 0xe000;
  return !points.some((point) => isControl(point) || isHalf(point));
}

/** What the package makes of a value that may stand for a text; `undefined` if it may not. */
export function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return "";
  }
  if (typeof value === "number") {
    return Number.isFinite(value) ? `${value}` : undefined;
  }
  return typeof value === "string" ? value : undefined;
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
