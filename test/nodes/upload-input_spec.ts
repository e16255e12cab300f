import { type BadInput, badChoices, badFlags, badPlaces, badValues, type GoodInput, refusedSuite } from "../support/bad-input";
import { refusedLocalSuite } from "../support/bad-local";
import { type BadValue, NO_ACCOUNT, NO_PATH, NO_PERMISSIONS, WRONG_TYPE } from "../support/bad-values";
import { UPLOAD_DEFAULTS } from "../support/flow";

const guest = { vm: "vm-42", path: "/tmp/x" };
const content = "1";
const GOOD: GoodInput = { node: { type: "vcenter-guest-upload", ...UPLOAD_DEFAULTS }, msg: { guest, content } };
const WINDOWS = { guest: { vm: "vm-44", path: "C:\\Windows\\Temp\\x" }, content };

const circle: { self?: object } = {};
circle.self = circle;

const UNFIT = /.*Give a buffer, text, a number, true or false, or an object/;

const NO_CONTENT: readonly BadValue[] = [
  ["missing", undefined, /is missing/],
  ["null", null, /is missing/],
  ["that refers to itself", circle, UNFIT],
  ["a BigInt", 1n, /is a bigint/],
  ["that holds a BigInt", { deep: [1n] }, UNFIT],
  ["a function", () => 1, /is a function/],
  ["a symbol", Symbol("x"), /is a symbol/],
  ["whose JSON fails", { toJSON: () => { throw new Error("no"); } }, UNFIT],
  ["without JSON", { toJSON: () => undefined }, UNFIT],
];

/** Attributes of the other guest family. */
const FOREIGN: readonly (readonly [what: string, node: Readonly<Record<string, unknown>>, msg: object])[] = [
  ["hidden", { hidden: true }, GOOD.msg],
  ["read-only", { readOnly: true }, GOOD.msg],
  ["permissions", { permissions: "0640" }, WINDOWS],
  ["an owner", { permissions: "", ownerId: "0" }, WINDOWS],
  ["a group", { permissions: "", groupId: "0" }, WINDOWS],
];

const DIRECTORIES = ["/", "/tmp/", "/tmp/..", "C:\\", "C:\\Temp\\", "C:/Temp/", "\\\\server\\share"];

const ROWS: readonly BadInput[] = [
  ...badPlaces(GOOD),
  { what: "no msg.guest", says: /^The path \(msg\.guest\.path\) is missing/, msg: { content } },
  { what: "a msg.guest that is text", says: /^The path \(msg\.guest\.path\) is missing/, msg: { content, guest: "/tmp/x" } },
  { what: "a msg.guest of another vCenter", subject: "configuration", says: /other\.example\.com:443/, msg: { content, guest: { ...guest, server: "other.example.com:443" } } },
  ...badValues("path", "path", GOOD, [
    ...NO_PATH,
    ...WRONG_TYPE,
    ...DIRECTORIES.map((path): BadValue => [`of a directory, ${path}`, path, /must be the path of a file, not of a directory/]),
  ]),
  ...badValues("source", "content", GOOD, NO_CONTENT),
  { what: "a JSONata expression for the content that throws", says: /content \(JSONata expression\).*none today/, node: { source: "$error('none today')", sourceType: "jsonata" } },
  ...badValues("permissions", "permissions", GOOD, NO_PERMISSIONS),
  ...badValues("ownerId", "owner", GOOD, NO_ACCOUNT),
  ...badValues("groupId", "group", GOOD, NO_ACCOUNT),
  ...FOREIGN.map(([what, node, msg]): BadInput => ({ what: `${what} for a path of the other guest family`, says: /^The path \(msg\.guest\.path\) is one of a (POSIX|Windows) guest, which has no .* Leave them out/, node, msg })),
  ...badFlags(["overwrite", "atomic", "createParents", "verify", "hidden", "readOnly"]),
  ...badChoices("from", "message or file"),
];

refusedSuite(GOOD, ROWS);

const NO_FILES: readonly BadInput[] = ["folder", "folder/", "file/"].map((filename) => ({
  what: `no file: ${filename}`,
  says: /The local file ".*", the filename \(msg\.filename\), (is a folder|stands below)/,
  msg: { guest, filename },
}));

refusedLocalSuite({ node: { ...GOOD.node, from: "file" }, msg: { guest } }, NO_FILES);
