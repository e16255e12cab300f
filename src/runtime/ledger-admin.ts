import type { NodeAPI } from "node-red";
import type { Entry } from "../guest/ledger/entry";
import { isMark } from "../guest/ledger/mark";
import { VCenterError } from "../vcenter/error";
import { type Kept, keptIn } from "./removals";
import { isLive } from "./remover";

/** What an answer may have, in bytes: the rest is counted. */
const ANSWER_BYTES = 64 * 1024;

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** The parts of Express that are used here. */
interface Reply {
  status(code: number): { json(body: unknown): void };
}

/** Lets the editor's user see the ledger, and have an entry removed before its time. */
export function offerLedger(RED: NodeAPI): void {
  RED.httpAdmin.get("/vcenter-guest/ledger", RED.auth.needsPermission("vcenter-connection.read"), (_request, reply) => {
    void answer(reply, async () => listed(RED, await keptIn(RED)));
  });
  const mayWrite = RED.auth.needsPermission("vcenter-connection.write");
  RED.httpAdmin.post("/vcenter-guest/ledger/:id/remove", mayWrite, (request, reply) => {
    void answer(reply, async () => removed(await keptIn(RED), String(request.params.id)));
  });
}

async function answer(reply: Reply, work: () => Promise<Answer>): Promise<void> {
  let result: Answer;
  try {
    result = await work();
  } catch (error) {
    result = { status: 500, body: { error: error instanceof VCenterError ? error.message : "The ledger failed in an unforeseen way." } };
  }
  reply.status(result.status).json(result.body);
}

function listed(RED: NodeAPI, open: Kept | undefined): Answer {
  const all = open?.ledger.entries() ?? [];
  const entries: object[] = [];
  let left = ANSWER_BYTES - 200;
  for (const entry of all) {
    const shown = view(RED, entry, open);
    left -= Buffer.byteLength(JSON.stringify(shown)) + 1;
    if (left < 0) {
      break;
    }
    entries.push(shown);
  }
  return { status: 200, body: { count: all.length, more: all.length - entries.length, entries } };
}

function view(RED: NodeAPI, entry: Entry, open: Kept | undefined): object {
  const { mark, server, connection, login, vm, kind, parent, prefix, suffix, path, due } = entry;
  const pause = open?.sweeper.pauses.of(mark);
  const isGone = !isLive(RED, entry);
  return {
    id: mark,
    state: path === undefined ? "intent" : "created",
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
    due: isoOf(due),
    ...(pause && !isGone && { waitsFor: pause.reason, failures: pause.failures, code: pause.code }),
  };
}

function isoOf(ms: number): string | undefined {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

async function removed(open: Kept | undefined, id: string): Promise<Answer> {
  const entry = isMark(id) ? open?.ledger.entry(id) : undefined;
  if (open === undefined || entry === undefined) {
    return { status: 404, body: { error: "The ledger has no such entry. It may have been removed already: list it again." } };
  }
  try {
    const isRemoved = await open.sweeper.removeNow(entry);
    return isRemoved === undefined
      ? { status: 409, body: { error: "It is being created or removed just now. List the ledger again." } }
      : { status: 200, body: { id, removed: isRemoved } };
  } catch (error) {
    const { message, code } = error instanceof VCenterError ? error : { message: "It failed in an unforeseen way.", code: "ERROR" };
    return { status: 502, body: { error: message, code } };
  }
}
