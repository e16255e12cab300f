import type { GuestCredentials } from "../vcenter/client";
import type { VCenterError } from "../vcenter/error";
import { failureOf } from "./failure";
import { Guest } from "./guest";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { checkExpiry } from "./saml-expiry";
import type { Turn } from "./turn";
import type { Task } from "./work";

/**
 * The way of a validated request to its result, step by step: it waits for the turn of its VM, its time begins, the
 * guest login is asked for, and the steps are done in the guest.
 *
 * @throws VCenterError only.
 */
export async function runJob<T>(pool: Pool, job: Job, task: Task, steps: (guest: Guest) => Promise<T>): Promise<T> {
  try {
    return await pool.during(job, () => inTurn(pool, job, task, steps));
  } catch (thrown) {
    throw failure(thrown, pool, job, task);
  }
}

async function inTurn<T>(pool: Pool, job: Job, task: Task, steps: (guest: Guest) => Promise<T>): Promise<T> {
  const { place } = task;
  const turn = await pool.turns.turn(job, place.vm, place);
  let guest: Guest | undefined;
  job.phase = "running";
  try {
    return await job.limited(place.timeout, async () => {
      guest = await entered(pool, job, task, turn);
      return steps(guest);
    });
  } finally {
    (guest?.turn ?? turn).end();
  }
}

async function entered(pool: Pool, job: Job, task: Task, turn: Turn): Promise<Guest> {
  const { place } = task;
  pool.logins.checkWaiting(place, job.arrived);
  pool.tools.checkWaiting(place, job.arrived);
  const given = place.credentials();
  const credentials = given instanceof Promise ? await asked(job, turn, given) : given;
  checkExpiry(credentials);
  return new Guest(pool, job, task, turn, credentials);
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
