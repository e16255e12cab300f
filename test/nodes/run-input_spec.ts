import { inspect } from "node:util";
import { type BadInput, badFlags, badPlaces, badValues, type GoodInput, refusedSuite } from "../support/bad-input";
import { type BadValue, NO_OPTIONAL_PATH, NO_PATH, NO_SECONDS_IN_A_NODE, WRONG_TYPE } from "../support/bad-values";
import { RUN_DEFAULTS } from "../support/flow";
import { program } from "../support/run-node";

const GOOD: GoodInput = { node: { type: "vcenter-guest-run", ...RUN_DEFAULTS }, msg: program("/bin/ls") };

const configuration = { subject: "configuration" };

const around: unknown[] = [];
around.push(around);
const circle: { self?: object } = {};
circle.self = circle;
const failing = (): never => {
  throw new Error("no");
};

const NO_PROGRAM: readonly BadValue[] = [
  ...NO_PATH,
  ...WRONG_TYPE,
  ["a root", "/", /leads to a root or a drive/],
  ["a drive", "C:\\", /leads to a root or a drive/],
  ...['/bin/a"b', "/bin/$HOME", "/bin/`id`", "/bin/a\\b"].map((path): BadValue => [path, path, /holds ["$`\\], which the guest would not take for a part of a name/]),
  ["with a quote in Windows", 'C:\\a"b.exe', /holds ", which/],
];

/** An array is a list of arguments. */
const NO_ITEM = WRONG_TYPE.filter(([, value]) => !Array.isArray(value));

const NO_ARGUMENTS: readonly BadValue[] = [
  ["an object", {}, /must be text or an array of texts and numbers, but is an object/],
  ["an object that refers to itself", circle, /must be text or an array of texts and numbers, but is an object/],
  ["a buffer", Buffer.from("x"), /must be text or an array of texts and numbers, but is a buffer/],
  ...NO_ITEM.filter(([, value]) => typeof value !== "object"),
  ["that are 20,001", new Array<string>(20_001).fill("x"), /are 20001; at most 20000/],
  ["that are four billion holes", new Array<string>(2 ** 32 - 1), /are 4294967295; at most 20000/],
  ["that fail", Object.defineProperty(["a"], 0, { get: failing }), /cannot be read: an item of the array fails/],
];

/** What the error calls the second one. */
const badArguments: readonly BadInput[] = [
  ...NO_ITEM,
  ["missing", undefined, /is missing/] as const,
  ["null", null, /is missing/] as const,
  ["an array", ["x"], /must be text or a number, but is an array/] as const,
  ["an array that holds itself", around, /must be text or a number, but is an array/] as const,
  ["with NUL", "x\0", /holds a control character/] as const,
  ["with half a character", "x\ud800", /holds half of a character/] as const,
].map(([what, value, why]) => ({
  what: `an argument ${what}`,
  says: new RegExp(`^The argument 2 in the arguments \\(msg\\.payload\\.args\\) ${why.source}`),
  msg: program("/bin/ls", ["a", value]),
}));

const NO_ENVIRONMENT: readonly BadValue[] = [
  ...["A=b", 1, true, 1n, NaN, [], ["A=b"], new Map(), Buffer.from("x"), failing, Symbol("x")].map(
    (value): BadValue => [inspect(value), value, /must be an object of texts, like \{"LANG": "C"\}, but is/],
  ),
  ["that fails", Object.defineProperty({}, "A", { enumerable: true, get: failing }), /cannot be read: a property of it fails/],
  ["with a name that is empty", { "": "x" }, /holds a variable without a name, or with "=" in its name/],
  ["with = in a name", { "A=": "x" }, /holds a variable without a name, or with "=" in its name/],
];

const badVariables: readonly BadInput[] = [
  ...WRONG_TYPE,
  ["with NUL", "x\0", /holds a control character/] as const,
  ["with half a character", "x\ud800", /holds half of a character/] as const,
].map(([what, value, why]) => ({
  what: `a variable ${what}`,
  says: new RegExp(`^The variable "A" in the environment \\(msg\\.value\\) ${why.source}`),
  node: { environment: "value", environmentType: "msg" },
  msg: { ...GOOD.msg, value: { A: value } },
}));

const WINDOWS = "C:\\Windows\\System32\\cmd.exe";
const TOO_LONG = /^The text of arguments \(msg\.payload\.args\) and environment together is \d+ bytes of UTF-8 long; at most 49152/;

const ROWS: readonly BadInput[] = [
  ...badPlaces(GOOD),
  { what: "no payload", says: /^The program \(msg\.payload\.program\) is missing/, msg: { guest: { vm: "vm-42" } } },
  { ...configuration, what: "a msg.guest of another vCenter", says: /^msg\.guest speaks of a VM at other:443/, msg: { ...GOOD.msg, guest: { vm: "vm-42", server: "other:443" } } },
  ...badValues("program", "program", GOOD, NO_PROGRAM),
  ...badValues("args", "arguments", GOOD, NO_ARGUMENTS),
  ...badArguments,
  { what: "arguments with NUL in a text", says: /^The text of the arguments \(msg\.payload\.args\) holds a control character/, msg: program("/bin/ls", "a\0") },
  { what: "arguments of 48 KiB", says: TOO_LONG, msg: program("/bin/ls", "x".repeat(48 * 1024 + 1)) },
  { what: "an environment of 48 KiB", says: TOO_LONG, node: { environment: "value", environmentType: "msg" }, msg: { ...GOOD.msg, value: { A: "x".repeat(48 * 1024 + 1) } } },
  { what: "arguments that are too long for cmd.exe", says: /^The arguments \(msg\.payload\.args\) are too long for cmd\.exe/, msg: program(WINDOWS, "x".repeat(9000), {}, "vm-44") },
  { what: "arguments with a line break in Windows", says: /^The arguments \(msg\.payload\.args\) hold a line break/, msg: program(WINDOWS, ["/c", "a\nb"], {}, "vm-44") },
  { what: "arguments that a batch file would run", says: /^The arguments \(msg\.payload\.args\) hold " or %/, msg: program("C:\\x.bat", ["%PATH%"], {}, "vm-44") },
  ...badValues("workingDirectory", "working directory", GOOD, [...NO_OPTIONAL_PATH, ...WRONG_TYPE]),
  { what: "a working directory of the other guest family", says: /^The program \(msg\.payload\.program\) and the working directory are paths of different systems/, node: { workingDirectory: "C:\\Temp" } },
  ...badValues("environment", "environment", GOOD, NO_ENVIRONMENT),
  ...badVariables,
  { what: "an environment that is no JSON", says: /^The environment cannot be evaluated/, node: { environment: "{" } },
  ...badFlags(["wait", "collect", "failOnNonZero"]),
  ...NO_SECONDS_IN_A_NODE.map(([what, runTimeout]): BadInput => ({ ...configuration, what: `a run timeout ${what}`, says: /^The run timeout of the node must be a number of seconds above 0/, node: { runTimeout } })),
  ...[" ", 0, -1, "much", NaN, Infinity, {}, [], true].map((sizeLimit): BadInput => ({ ...configuration, what: `a size limit ${typeof sizeLimit} ${JSON.stringify(sizeLimit)}`, says: /^The "Size limit \(MiB\)" of the node must be a number above 0/, node: { sizeLimit } })),
  ...["utf-9", "base64", 42, {}, true].map((encoding): BadInput => ({ ...configuration, what: `an encoding ${typeof encoding} ${JSON.stringify(encoding)}`, says: /^The encoding ".*" of the node is not known/, node: { encoding } })),
];

refusedSuite(GOOD, ROWS);
