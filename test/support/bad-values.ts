/** Values that no property of a kind can have: what is wrong, the value, and how an error goes on after the property's name. */
export type BadValue = readonly [what: string, value: unknown, why: RegExp];

interface Circle {
  self?: Circle;
}
const circle: Circle = {};
circle.self = circle;

/** Values of a wrong type for what must be text or a number; how an error names each. */
export const NO_TEXT: readonly (readonly [what: string, value: unknown, kind: RegExp])[] = [
  ["an object", {}, /an object/],
  ["an object that refers to itself", circle, /an object/],
  ["an array", ["x"], /an array/],
  ["a boolean", true, /a boolean/],
  ["a buffer", Buffer.from("x"), /a buffer/],
  ["NaN", NaN, /NaN/],
  ["a BigInt", 1n, /a bigint/],
  ["a function", () => "x", /a function/],
  ["a symbol", Symbol("x"), /a symbol/],
];

/** As {@link NO_TEXT}, as errors say it. */
export const WRONG_TYPE: readonly BadValue[] = NO_TEXT.map(([what, value, kind]) => [
  what,
  value,
  new RegExp(`must be text or a number, but is ${kind.source}`),
]);

/** What has no place in any text that goes to a guest. */
export const UNREADABLE: readonly BadValue[] = [
  ["with NUL", "x\0", /holds a control character/],
  ["with a line feed", "x\ny", /holds a control character/],
  ["with a control character of C1", "x\u0085", /holds a control character/],
  ["with half a character", "x\ud800", /holds half of a character/],
];

/** Guest paths that are none; whatever the node, nothing is asked. */
export const NO_PATH: readonly BadValue[] = [
  ["missing", undefined, /is missing/],
  ["null", null, /is missing/],
  ["empty", "", /is missing/],
  ["relative", "tmp/x", /must be an absolute path/],
  ["relative with a dot", "./x", /must be an absolute path/],
  ["relative to a drive", "C:x", /must be an absolute path/],
  ["a URL", "file:///tmp/x", /must be an absolute path/],
  ["half of a share", "\\\\server", /must be an absolute path/],
  ["with NUL", "/tmp/x\0", /holds a control character/],
  ["with a line feed", "/tmp/\nx", /holds a control character/],
  ["with a control character of C1", "/tmp/\u0085x", /holds a control character/],
  ["with half a character", "/tmp/\ud800", /holds half of a character/],
  ["of 4,097 bytes", `/${"ü".repeat(2048)}`, /is 4097 bytes of UTF-8 long; at most 4096/],
];

/** As {@link NO_PATH}, of a path that may be left out. */
export const NO_OPTIONAL_PATH = NO_PATH.filter(([, value]) => value !== undefined && value !== null && value !== "");

export const NO_VM: readonly BadValue[] = [
  ["missing", undefined, /is missing/],
  ["null", null, /is missing/],
  ["empty", "", /is missing/],
  ["a single dot", ".", /is "\.", which is neither/],
  ["two dots", "..", /is "\.\.", which is neither/],
  ["of 256 bytes", "ü".repeat(128), /is 256 bytes of UTF-8 long; at most 255/],
  ...UNREADABLE,
  ...WRONG_TYPE,
];

export const NO_PERMISSIONS: readonly BadValue[] = [
  ...["rw", "0o600", "60", "06000", "0888", "-600", " 0600", "0600\n", 8, 0.5].map(
    (value): BadValue => [`${typeof value} ${JSON.stringify(value)}`, value, /must be three or four octal digits/],
  ),
  ...WRONG_TYPE,
];

export const NO_ACCOUNT: readonly BadValue[] = [
  ...["root", "-1", "1.5", "1e3", "0x1", " 1", "1\0", -1, 1.5, 4_294_967_296].map(
    (value): BadValue => [`${typeof value} ${JSON.stringify(value)}`, value, /must be the number of a user or group/],
  ),
  ...WRONG_TYPE,
];

const found = (value: unknown, text: RegExp): BadValue => [
  `${typeof value} ${String(value)}`,
  value,
  new RegExp(`must be a number of seconds above 0 and at most 2147483\\.647, but is ${text.source}`),
];

/** Of a time limit in seconds. */
export const NO_SECONDS: readonly BadValue[] = [
  found(0, /0/),
  found(-1, /-1/),
  found("soon", /soon/),
  found(" ", /empty/),
  found(NaN, /NaN/),
  found(Infinity, /Infinity/),
  found(2_147_484, /2147484/),
  found("1e9", /1e9/),
  found("${TEST_NEVER_SET}", /\$\{TEST_NEVER_SET\}/),
  found(true, /of type boolean/),
  found([5], /of type object/),
  found(circle, /of type object/),
  found(1n, /of type bigint/),
];

/** As {@link NO_SECONDS}, of what a flow file can hold. */
export const NO_SECONDS_IN_A_NODE = NO_SECONDS.filter(([, value]) => typeof value !== "bigint" && typeof value !== "object");
