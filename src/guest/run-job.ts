import type { GuestCredentials } from "../vcenter/client";
import { VCenterError } from "../vcenter/error";
import { failureOf } from "./failure";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { repeated } from "./retry";
import { checkExpiry } from "./saml-expiry";
import type { Turn } from "./turn";
import { whenReady } from "./when-ready";
import type { Task, Work } from "./work";

/**
 * The way of a validated request to its result, step by step: it waits for the turn of its VM, its time begins, the
 * guest login is asked for, and the operation is tried, and tried again where that is allowed and may help.
 *
 * @throws VCenterError only.
 */
export async function runJob<T>(pool: Pool, job: Job, work: Work<T>): Promise<T> {
  let turn: Turn | undefined;
  pool.begin(job);
  try {
    const { place } = work;
    const given = (turn = await pool.turns.turn(job, place.vm, place));
    job.phase = "running";
    return await job.limited(place.timeout, () => inTurn(pool, job, given, work));
  } catch (thrown) {
    throw failure(thrown, pool, job, work);
  } finally {
    turn?.end();
    pool.end(job);
  }
}

async function inTurn<T>(pool: Pool, job: Job, turn: Turn, work: Work<T>): Promise<T> {
  const { operation, place } = work;
  pool.logins.checkWaiting(place, job.arrived);
  pool.tools.checkWaiting(place, job.arrived);
  const given = place.credentials();
  const credentials = given instanceof Promise ? await asked(job, turn, given) : given;
  checkExpiry(credentials);
  const ready = { pool, job, turn, credentials };
  const repeatable = { operation, maxAttempts: place.maxAttempts };
  return repeated(pool, job, repeatable, () => whenReady(ready, work));
}

/** A function in settings.js may take its time, so it gets no slot. */
function asked(job: Job, turn: Turn, given: Promise<GuestCredentials>): Promise<GuestCredentials> {
  turn.rest();
  return job.until(given);
}

function failure(thrown: unknown, pool: Pool, job: Job, { operation, place: { vm } }: Task): VCenterError {
  const error = failureOf(thrown, job, pool, { operation, vm }, job.phase === "queued");
  if (error.code === "NOT_FOUND" && error.cause.subject === "vm") {
    pool.names.forget(vm);
  }
  return error;
}
