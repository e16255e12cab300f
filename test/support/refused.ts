import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Msg } from "./node-red";
import type { TransferLab } from "./transfers";

/** What is wrong, the message that has it, and how the error speaks of it. */
export type BadMessage = readonly [what: string, msg: object, says: RegExp];

/** What is wrong with the properties of a node, and how the error speaks of it. */
export type BadProperty = readonly [what: string, changes: Readonly<Record<string, unknown>>, says: RegExp];

type Id = Parameters<TransferLab["failure"]>[0];

/** The error of a message, which is left as it was, and of which nothing was sent. */
export async function assertRefused(flow: TransferLab, id: Id, msg: object, subject: string, says: RegExp): Promise<void> {
  const before = inspect(msg, { depth: 4 });

  const { code, message, cause } = await flow.failure(id, msg);

  assert.equal(code, "INVALID_ARGUMENT", message);
  assert.match(message, says);
  const { attempts = 0, vm: _vm, ...facts } = cause;
  assert.deepEqual([attempts, facts], [0, { subject, outcome: "not_done", retryable: false }]);
  const [failed] = flow.lab.red.arrived("failed");
  assert.equal(inspect(without(failed!), { depth: 4 }), inspect(without(msg as Msg), { depth: 4 }), before);
  await assertEndedOnce(flow, id);
  await flow.lab.assertNothingSent();
}

/** One message has come out once. */
export async function assertEndedOnce({ lab: { red } }: TransferLab, id: Id): Promise<void> {
  const [ending] = await red.endings(id);
  assert.deepEqual([red.ended(id).length, ending?.error], [1, undefined]);
  assert.deepEqual([red.arrived("ok").length, red.arrived("failed").length], [0, 1]);
}

/** What core and the node add at the end. */
function without({ error: _error, _msgid, ...rest }: Msg): object {
  return rest;
}

/** Values of a wrong type for what must be text or a number; how an error names each. */
export const NO_TEXT: readonly (readonly [what: string, value: unknown, kind: RegExp])[] = [
  ["an object", {}, /an object/],
  ["an array", ["x"], /an array/],
  ["a boolean", true, /a boolean/],
  ["a buffer", Buffer.from("x"), /a buffer/],
  ["NaN", NaN, /NaN/],
  ["a BigInt", 1n, /a bigint/],
  ["a function", () => "x", /a function/],
];

/** Guest paths that are none; whatever the node, nothing is asked. */
export const NO_PATH: readonly (readonly [what: string, value: unknown, why: RegExp])[] = [
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
