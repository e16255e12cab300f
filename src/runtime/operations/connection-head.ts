import { performance } from "node:perf_hooks";
import type { Breaker } from "../../guest/breaker";
import type { Pool } from "../../guest/pool";
import { VCenterError } from "../../vcenter/error";
import type { Refusal } from "../../vcenter/latch";
import type { LoginStanding } from "../../vcenter/session";
import { cut, shown } from "../../vcenter/text";
import type { Connection } from "../connection";
import type { ConnectionHead, LoginView, OutageView } from "./answer";
import type { Ring } from "./ring";

const NAME_CHARACTERS = 100;
const SENTENCE_CHARACTERS = 600;

/** How it stands with a connection, in few bytes. No user name, no secret. */
export function headOf(connection: Connection): ConnectionHead {
  const { id, recent } = connection;
  const name = cut(shown(connection.name), NAME_CHARACTERS);
  const totals = { messages: total(recent.messages), failures: total(recent.failures), calls: total(recent.calls) };
  const pool = poolOf(connection);
  return pool instanceof VCenterError
    ? { id, name, problem: cut(pool.message, SENTENCE_CHARACTERS), totals }
    : { id, name, ...standingOf(pool), totals };
}

/** Its pool, or why it has none. */
export function poolOf(connection: Connection): Pool | VCenterError {
  try {
    return connection.pool;
  } catch (error) {
    if (error instanceof VCenterError) {
      return error;
    }
    throw error;
  }
}

/** When a refused login is tried again, and why it was refused. */
export function refusalView({ error, mayTry }: Refusal): { retryAt?: string; sentence: string } {
  const retryAt = error.cause.data?.retryAt;
  const sentence = cut(error.message, SENTENCE_CHARACTERS);
  return !mayTry && typeof retryAt === "string" ? { retryAt, sentence } : { sentence };
}

function standingOf(pool: Pool): Partial<ConnectionHead> {
  const outage = outageOf(pool.breaker);
  return {
    server: pool.server,
    login: loginView(pool.client.login),
    ...(outage && { outage }),
    jobs: { running: pool.count("running"), waiting: pool.count("queued"), waitingForTools: pool.count("waiting") },
  };
}

function loginView({ age, refusal, isUnderWay, wasTried }: LoginStanding): LoginView {
  if (age !== undefined) {
    return { state: "signedIn", since: Date.now() - Math.round(age) };
  }
  if (isUnderWay) {
    return { state: "trying" };
  }
  if (refusal !== undefined) {
    const state = refusal.error.code === "SERVICE_UNAVAILABLE" ? "sessionLimit" : "refused";
    return { state, ...refusalView(refusal) };
  }
  return { state: wasTried ? "signedOut" : "never" };
}

function outageOf({ openedAt, nextProbe, outage }: Breaker): OutageView | undefined {
  return openedAt === undefined
    ? undefined
    : {
        since: timeOf(openedAt),
        ...(nextProbe !== undefined && { nextProbe: timeOf(nextProbe) }),
        ...(outage !== undefined && { why: shown(outage) }),
      };
}

/** Of the monotonic clock. */
function timeOf(at: number): number {
  return Math.round(Date.now() + at - performance.now());
}

function total({ counts }: Ring): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
