import { type BadInput, badChoices, badTimeouts, badValues, type GoodInput, refusedSuite } from "../support/bad-input";
import { type BadValue, UNREADABLE, WRONG_TYPE } from "../support/bad-values";
import { VMS_DEFAULTS } from "../support/flow";

const GOOD: GoodInput = { node: { type: "vcenter-vms", ...VMS_DEFAULTS }, msg: { payload: {} } };

const around: unknown[] = [];
around.push(around);
const failing = Object.defineProperty(["a"], 0, { enumerable: true, get: () => { throw new Error("no"); } });

const LONG: BadValue = ["of 256 bytes", "ü".repeat(128), /is 256 bytes of UTF-8 long; at most 255/];

/** An array is a list. */
const NO_ITEM = WRONG_TYPE.filter(([, value]) => !Array.isArray(value));

/** The error names the one of several that is bad. */
const badItems = (index: number, values: readonly BadValue[]): BadInput[] =>
  ["names", "folders"].flatMap((property) =>
    values.flatMap((value) =>
      badValues(property, property, GOOD, [value]).map((row) => ({ ...row, says: new RegExp(`^The ${property} \\(msg\\.value\\)\\[${index}\\] ${value[2].source}`) })),
    ),
  );

/** Of names and of ids, as one value and as one of several. */
const LISTS: readonly BadInput[] = [
  ...[["names", "names"], ["folders", "folders"], ["clusters", "clusters"], ["hosts", "hosts"], ["datacenters", "datacenters"], ["resourcePools", "resource pools"]].flatMap(([property, label]) =>
    badValues(property!, label!, GOOD, [...NO_ITEM, LONG, ["with a control character", "x\u0007", /holds a control character/], ["with half a character", "x\ud800", /holds half of a character/]]),
  ),
  ...badItems(1, [
    ...NO_ITEM.map(([what, value, why]): BadValue => [`of which one is ${what}`, ["a", value], why]),
    ["of which one is missing", ["a", undefined], /is empty/],
    ["of which one is null", ["a", null], /is empty/],
    ["of which one is empty", ["a", ""], /is empty/],
    ["of which one is an array", ["a", ["b"]], /must be text or a number, but is an array/],
    ["of which one is too long", ["a", LONG[1]], LONG[2]],
    ...UNREADABLE.map(([what, value, why]): BadValue => [`of which one is ${what}`, ["a", value], why]),
  ]),
  ...badItems(0, [
    ["that hold themselves", around, /must be text or a number, but is an array/],
    ["that are a hole", new Array<string>(1), /is empty/],
  ]),
  ...["names", "folders"].flatMap((property) =>
    badValues(property, property, GOOD, [
      ["that are four billion holes", new Array<string>(2 ** 32 - 1), /has 4294967295 values; at most 200/],
      ["that are 201", Array.from({ length: 201 }, (_, index) => index), /has 201 values; at most 200/],
      ["that fail", failing, /cannot be read: an item of the array fails/],
    ]),
  ),
  ...badValues("folders", "folders", GOOD, [["that are 201 in a text", "x ".repeat(201), /has 201 values; at most 200/]]),
];

refusedSuite(GOOD, [
  ...LISTS,
  ...badValues("pattern", "pattern", GOOD, [...WRONG_TYPE, ...UNREADABLE, ["of 1,025 bytes", "*".repeat(1025), /is 1025 bytes of UTF-8 long; at most 1024/]]),
  ...badChoices("powerState", "any or POWERED_ON or POWERED_OFF or SUSPENDED"),
  ...badTimeouts(GOOD),
  { what: "no connection", subject: "configuration", says: /^No connection is chosen/, node: { connection: "" } },
  { what: "names by an expression that fails", says: /^The names \(JSONata expression\) cannot be evaluated: no/, node: { names: "$error('no')", namesType: "jsonata" } },
]);
