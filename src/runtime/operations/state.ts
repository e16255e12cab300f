import type { NodeAPI } from "node-red";
import type { Bounded } from "../bounded";
import type { Connection } from "../connection";
import { openIn } from "../connection-nodes";
import { type Kept, keptIn } from "../removals";
import { ANSWER_BYTES, Room } from "../room";
import type { ConnectionHead, ConnectionView, OperationsAnswer } from "./answer";
import { headOf } from "./connection-head";
import { viewOf } from "./connection-view";

/** What stands around the lists of a connection, and of all. */
const FRAME_BYTES = 200;

interface Known {
  readonly connection: Connection;
  readonly head: ConnectionHead;
}

/** The state of all connections, made when somebody asks for it. */
export async function operationsIn(RED: NodeAPI): Promise<OperationsAnswer> {
  const ledger = ledgerOf(await keptIn(RED));
  const all = [...openIn(RED).values()].map((connection) => ({ connection, head: headOf(connection) }));
  return { now: Date.now(), connections: fitted(all.sort(byTrouble)), ledger };
}

function ledgerOf(kept: Kept | undefined): OperationsAnswer["ledger"] {
  const entries = kept?.ledger.entries() ?? [];
  const failing = entries.filter((entry) => (kept?.sweeper.pauseOf(entry)?.failures ?? 0) > 0).length;
  return { count: entries.length, failing };
}

/** Half of the room is for how the connections stand; what is left of it they share for their lists. */
function fitted(all: readonly Known[]): Bounded<ConnectionView> {
  const half = ANSWER_BYTES / 2;
  const heads = new Room(half, FRAME_BYTES);
  const { list, more } = heads.first(all.map(({ head }) => head));
  const share = (half + heads.left - FRAME_BYTES) / Math.max(1, list.length);
  const views = all.slice(0, list.length).map(({ connection, head }) => viewOf(connection, head, new Room(share)));
  return { list: views, more };
}

/** Where somebody is needed first, for not all may have room. */
function byTrouble(a: Known, b: Known): number {
  return Number(isTroubled(b.head)) - Number(isTroubled(a.head)) || (a.head.name < b.head.name ? -1 : 1);
}

function isTroubled({ problem, outage, login, totals }: ConnectionHead): boolean {
  return problem !== undefined || outage !== undefined || login?.sentence !== undefined || totals.failures > 0;
}
