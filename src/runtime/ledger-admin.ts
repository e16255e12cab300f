import type { NodeAPI } from "node-red";
import { type Entry, stateOf } from "../guest/ledger/entry";
import { isMark } from "../guest/ledger/mark";
import { VCenterError } from "../vcenter/error";
import { type Answer, answer } from "./admin-answer";
import { type Kept, keptIn, troubleIn } from "./removals";
import { isLive } from "./remover";
import { fitting } from "./room";

/** Lets the editor's user see the ledger, have an entry removed before its time, and drop one whose file may stay. */
export function offerLedger(RED: NodeAPI): void {
  RED.httpAdmin.get("/vcenter-guest/ledger", RED.auth.needsPermission("vcenter-connection.read"), (_request, reply) => {
    void answer(reply, async () => listed(RED, await keptIn(RED)));
  });
  const mayWrite = RED.auth.needsPermission("vcenter-connection.write");
  RED.httpAdmin.post("/vcenter-guest/ledger/:id/remove", mayWrite, (request, reply) => {
    void answer(reply, () => withEntry(RED, String(request.params.id), (open, entry) => removed(RED, open, entry)));
  });
  RED.httpAdmin.post("/vcenter-guest/ledger/:id/forget", mayWrite, (request, reply) => {
    void answer(reply, () => withEntry(RED, String(request.params.id), forgotten));
  });
}

function listed(RED: NodeAPI, open: Kept | undefined): Answer {
  const trouble = troubleIn(RED);
  if (trouble !== undefined) {
    return unknown(trouble);
  }
  if (open === undefined) {
    return { status: 200, body: { count: 0, more: 0, entries: [] } };
  }
  const all = open.ledger.entries();
  const { list: entries, more } = fitting(all.map((entry) => view(RED, entry, open)));
  return { status: 200, body: { count: all.length, more, entries } };
}

function view(RED: NodeAPI, entry: Entry, { sweeper }: Kept): object {
  const { mark, server, connection, login, vm, kind, parent, prefix, suffix, path, due, lifetime } = entry;
  const pause = sweeper.pauseOf(entry);
  const isGone = !isLive(RED, entry);
  return {
    id: mark,
    state: stateOf(entry),
    server,
    connection,
    ...(isGone && { connectionGone: true }),
    login,
    vm,
    kind,
    parent,
    prefix,
    suffix,
    path,
    // Before the answer nobody knows when, or whether.
    ...(path !== undefined && { created: isoOf(due - lifetime) }),
    due: isoOf(due),
    ...(pause &&
      !isGone && {
        waitsFor: pause.reason,
        failures: pause.failures,
        code: pause.code,
        nextTry: isoOf(Date.now() + sweeper.waitOf(entry)),
      }),
  };
}

function isoOf(ms: number): string | undefined {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Another process may have it: nobody here knows what it holds. */
function unknown(trouble: string): Answer {
  return { status: 409, body: { error: trouble } };
}

const BUSY: Answer = { status: 409, body: { error: "It is being created or removed just now. List the ledger again." } };

async function withEntry(RED: NodeAPI, id: string, work: (open: Kept, entry: Entry) => Promise<Answer>): Promise<Answer> {
  const open = await keptIn(RED);
  const trouble = troubleIn(RED);
  if (trouble !== undefined) {
    return unknown(trouble);
  }
  const entry = isMark(id) ? open?.ledger.entry(id) : undefined;
  return open === undefined || entry === undefined
    ? { status: 404, body: { error: "The ledger has no such entry. It may have been removed already: list it again." } }
    : work(open, entry);
}

async function forgotten({ sweeper }: Kept, entry: Entry): Promise<Answer> {
  const { mark: id, vm, server, path } = entry;
  const what = path === undefined ? "What may have been created" : path;
  const note = `${what} stays in VM ${vm} at ${server} if it is still there, and nothing here removes it any more. Remove it by hand.`;
  try {
    return (await sweeper.forget(entry)) ? { status: 200, body: { id, forgotten: true, note } } : BUSY;
  } catch (error) {
    const { message, code } = failureOf(error);
    return { status: 502, body: { error: `The entry stays in the ledger, for that could not be written. ${message}`, code } };
  }
}

function stuck({ mark, server }: Entry): Answer {
  const error =
    `The connection of this entry is not there, or does not lead to ${server} any more, so nothing can be removed in the guest.` +
    ` Bring the connection back, or drop the entry by POST /vcenter-guest/ledger/${mark}/forget, and remove the file by hand.`;
  return { status: 409, body: { error } };
}

async function removed(RED: NodeAPI, { sweeper }: Kept, entry: Entry): Promise<Answer> {
  if (!isLive(RED, entry)) {
    return stuck(entry);
  }
  try {
    const isRemoved = await sweeper.removeNow(entry);
    return isRemoved === undefined ? BUSY : { status: 200, body: { id: entry.mark, removed: isRemoved } };
  } catch (error) {
    const { message, code } = failureOf(error);
    return { status: 502, body: { error: message, code } };
  }
}

function failureOf(error: unknown): { readonly message: string; readonly code: string } {
  return error instanceof VCenterError ? error : { message: "It failed in an unforeseen way.", code: "ERROR" };
}
