import assert from "node:assert/strict";
import { type BadInput, badFlags, badPlaces, badValues, type GoodInput, refusedSuite } from "../support/bad-input";
import { type BadValue, NO_ACCOUNT, NO_PATH, NO_PERMISSIONS, UNREADABLE, WRONG_TYPE } from "../support/bad-values";
import { FilesLab, ID, withFiles } from "../support/files";
import { FILES_DEFAULTS } from "../support/flow";
import { nodeSuite } from "../support/lab";
import { assertEndedOnce } from "../support/refused";
import { at } from "../support/transfers";

const GOOD: GoodInput = { node: { type: "vcenter-guest-files", ...FILES_DEFAULTS }, msg: at("/tmp/x", { payload: { new_path: "/tmp/y" } }) };

const WINDOWS = at("C:\\Temp\\x", { payload: { new_path: "/tmp/y" } }, "vm-44");
const OPERATIONS = ["list", "stat", "make-directory", "move", "delete", "set-attributes"] as const;
const move = { operation: "move" };
const set = { operation: "set-attributes" };

/** Its length and what is in it. */
const NO_PATTERN: readonly BadValue[] = [...UNREADABLE, ...WRONG_TYPE, ["of 1,025 bytes", `${"ü".repeat(512)}x`, /is 1025 bytes of UTF-8 long; at most 1024/]];

const ROOTS = ["/", "//", "/.", "/tmp/..", "//tmp/./..", "C:\\", "C:", "C:\\Temp\\..", "c:/.", "\\\\server\\share", "\\\\server\\share\\x\\..", "//localhost/C$", "//?/C:/", "\\\\?\\UNC\\localhost\\C$", "\\\\?\\GLOBALROOT\\Device\\HarddiskVolume1\\"];

/** Attributes that only guests of the other family have. */
const FOREIGN: readonly (readonly [what: string, node: Readonly<Record<string, unknown>>, msg: object])[] = [
  ["hidden", { hidden: true }, GOOD.msg],
  ["hidden false", { hidden: false }, GOOD.msg],
  ["read-only", { readOnly: true }, GOOD.msg],
  ["permissions", { permissions: "0640" }, WINDOWS],
  ["an owner", { ownerId: "0" }, WINDOWS],
  ["a group", { groupId: "0" }, WINDOWS],
];

const ROWS: readonly BadInput[] = [
  ...badPlaces(GOOD),
  { what: "no msg.guest", says: /^The path \(msg\.guest\.path\) is missing/, msg: { payload: 1 } },
  { what: "a msg.guest that is text", says: /^The path \(msg\.guest\.path\) is missing/, msg: { guest: "/tmp/x" } },
  { what: "a msg.guest without a VM", says: /^The VM \(msg\.guest\.vm\) is missing/, msg: { guest: { path: "/tmp/x" } } },
  { what: "a msg.guest of another vCenter", subject: "configuration", says: /^msg\.guest speaks of a VM at other:443/, msg: { guest: { vm: "vm-42", path: "/tmp/x", server: "other:443" } } },
  ...badValues("path", "path", GOOD, [...NO_PATH, ...WRONG_TYPE]),
  ...OPERATIONS.map((operation): BadInput => ({ what: `path missing: ${operation}`, says: /^The path \(msg\.guest\.path\) is missing/, node: { operation }, msg: { guest: { vm: "vm-42" } } })),
  ...OPERATIONS.map((operation): BadInput => ({ what: `path relative: ${operation}`, says: /^The path \(msg\.guest\.path\) must be an absolute path/, node: { operation, permissions: "0600" }, msg: at("tmp/x", { payload: { new_path: "/tmp/y" } }) })),
  ...badValues("newPath", "new path", GOOD, [...NO_PATH, ...WRONG_TYPE], move),
  { what: "a new path of the other guest family", says: /^The path \(msg\.guest\.path\) and the new path \(msg\.payload\.new_path\) are paths of different systems/, node: move, msg: at("/tmp/x", { payload: { new_path: "C:\\y" } }) },
  { what: "a path of the other guest family than the new one", says: /^The path .* and the new path .* are paths of different systems/, node: move, msg: WINDOWS },
  ...badValues("pattern", "pattern", GOOD, NO_PATTERN),
  ...ROOTS.map((path): BadInput => ({ what: `deletion of a root: ${path}`, says: path === "C:" ? /must be an absolute path/ : /^The path \(msg\.guest\.path\) leads to a root, a drive or a share/, node: { operation: "delete", recursive: true }, msg: at(path) })),
  ...badValues("permissions", "permissions", GOOD, NO_PERMISSIONS, set),
  ...badValues("ownerId", "owner", GOOD, NO_ACCOUNT, set),
  ...badValues("groupId", "group", GOOD, NO_ACCOUNT, set),
  ...FOREIGN.map(([what, node, msg]): BadInput => ({ what: `${what} for a path of the other guest family`, says: /^The path \(msg\.guest\.path\) is one of a (POSIX|Windows) guest, which has no .* Leave them out/, node: { ...set, ...node }, msg })),
  { what: "no attribute to set", says: /give no attribute to set/, node: set },
  ...badFlags(["recursive"], { operation: "delete" }),
  ...badFlags(["parents"], { operation: "make-directory" }),
  ...badFlags(["overwrite"], move),
  ...badFlags(["hidden", "readOnly"], set),
  ...["format", "List", " ", 1, true, {}, ["list"]].map((operation): BadInput => ({ what: `operation ${typeof operation} ${JSON.stringify(operation)}`, subject: "configuration", says: /^The operation of the node does not exist/, node: { operation } })),
];

refusedSuite(GOOD, ROWS);

nodeSuite("bad input of vcenter-guest-files that only the guest knows is the guest's one error", (lab) => {
  const files = new FilesLab(lab);
  const LONG = `/tmp/${"x".repeat(256)}`;
  const ROW: readonly (readonly [operation: (typeof OPERATIONS)[number], what: string, msg: object, codes: RegExp])[] = [
    ...OPERATIONS.filter((operation) => operation !== "make-directory" && operation !== "set-attributes").flatMap((operation) => [
      [operation, "a path of Windows in Linux", at("C:\\Temp\\x", { payload: { new_path: "C:\\Temp\\y" } }), /^(NOT_FOUND|INVALID_ARGUMENT)$/] as const,
      [operation, "a path of Linux in Windows", at("/tmp/x", { payload: { new_path: "/tmp/y" } }, "vm-44"), /^(NOT_FOUND|INVALID_ARGUMENT)$/] as const,
    ]),
    ["make-directory", "a path of Windows in Linux", at("C:\\Temp\\x"), /^UNAUTHORIZED$/],
    ["make-directory", "a path of Linux in Windows", at("/tmp/x", {}, "vm-44"), /^NOT_FOUND$/],
    ["set-attributes", "a path of Linux in Windows", at("/tmp/x", {}, "vm-44"), /^INVALID_ARGUMENT$/],
    ["make-directory", "a name that is too long", at(LONG), /^INVALID_ARGUMENT$/],
    ["move", "a name that is too long", at("/etc/hosts", { payload: { new_path: LONG } }), /^INVALID_ARGUMENT$/],
    ["make-directory", "below a file", at("/etc/hosts/x"), /^INVALID_ARGUMENT$/],
    ["list", "a pattern that is none", at("/tmp"), /^INVALID_ARGUMENT$/],
    ["list", "a VM that there is not", at("/tmp", {}, "vm-1"), /^NOT_FOUND$/],
  ];

  for (const [operation, what, msg, codes] of ROW) {
    it(`${operation}: ${what}`, async () => {
      await lab.load(withFiles({ operation, permissions: "0600", pattern: what.startsWith("a pattern") ? "(" : "" }));
      const { code, message, cause } = await files.failure(msg);
      assert.match(code, codes, message);
      assert.deepEqual([cause.outcome, cause.retryable], ["not_done", false], message);
      assert.ok(["path", "message", "permission", "vm"].includes(String(cause.subject)), message);
      await assertEndedOnce(lab, "files-1");
      const { calls, contract } = await lab.simulator.counters();
      assert.deepEqual([contract.violations, (calls[ID.moveFile] ?? 0) + (calls[ID.createDirectory] ?? 0) <= 1], [[], true]);
    });
  }
});
