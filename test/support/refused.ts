import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Lab } from "./lab";
import type { Msg } from "./node-red";

/** The error of a message, which is left as it was, and of which nothing was sent. */
export async function assertRefused(lab: Lab, id: string, msg: object, subject: string, says: RegExp): Promise<void> {
  const before = inspect(without(msg as Msg), { depth: 4 });

  const { out, msg: failed } = await lab.red.ask(id, msg, "ok", "failed");

  assert.equal(out, "failed", inspect(failed.payload));
  const { code, message, cause } = failed.error!;
  assert.equal(code, "INVALID_ARGUMENT", message);
  assert.match(message, says);
  const { attempts = 0, vm: _vm, ...facts } = cause;
  assert.deepEqual([attempts, facts], [0, { subject, outcome: "not_done", retryable: false }]);
  assert.equal(inspect(without(failed), { depth: 4 }), before);
  await assertEndedOnce(lab, id);
  await lab.assertNothingSent();
}

/** The one message of a node has come out once, as an error. */
export async function assertEndedOnce({ red }: Lab, id: string): Promise<void> {
  const [ending] = await red.endings(id);
  assert.deepEqual([red.ended(id).length, ending?.error], [1, undefined]);
  const failed = red.arrived("failed").filter(({ error }) => error?.source.id === id);
  assert.deepEqual([red.arrived("ok").length, failed.length], [0, 1]);
}

/** What core and the node add at the end. */
function without({ error: _error, _msgid, ...rest }: Msg): object {
  return rest;
}
