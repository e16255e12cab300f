import { Interrupted } from "../vcenter/interrupted";
import type { Attempt } from "../vcenter/operations";
import { Unreachable } from "./breaker";
import { failureOf } from "./failure";
import type { Job } from "./job";
import type { Pool } from "./pool";
import type { Place } from "./work";

/** How long a job may take that works in no VM, in milliseconds, and how often it is tried. */
export type Patience = Pick<Place, "timeout" | "queueTimeout" | "maxAttempts">;

/**
 * Does a part of a job that needs no turn of a VM.
 *
 * @param isWaiting whether the job was still waiting to begin when that was thrown
 * @throws VCenterError only.
 */
export async function withoutTurn<T>(
  pool: Pool,
  job: Job,
  tried: Pick<Attempt, "operation" | "vm">,
  isWaiting: (thrown: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await pool.during(job, work);
  } catch (thrown) {
    const known = isTimedOut(thrown) && pool.breaker.isOpen ? new Unreachable() : thrown;
    throw failureOf(known, job, pool, tried, isWaiting(thrown));
  }
}

export function isTimedOut(thrown: unknown): boolean {
  return thrown instanceof Interrupted && thrown.reason === "TIMED_OUT";
}
