import { performance } from "node:perf_hooks";
import { Interrupted } from "../vcenter/interrupted";
import { operations } from "../vcenter/operations";
import { Unreachable } from "./breaker";
import { failureOf } from "./failure";
import type { Job } from "./job";
import type { Pool } from "./pool";
import type { Place } from "./work";

/**
 * The id of the VM of a name. It is resolved before the job waits for its turn, since the turn belongs to the VM.
 *
 * @throws VCenterError only.
 */
export async function findVm(
  pool: Pool,
  job: Job,
  name: string,
  patience: Pick<Place, "timeout" | "queueTimeout" | "maxAttempts">,
): Promise<string> {
  const queueTime = job.arrived + patience.queueTimeout - performance.now();
  pool.begin(job);
  try {
    return await job.limited(Math.min(patience.timeout, queueTime), () => pool.names.id(name, job, patience));
  } catch (thrown) {
    const isTimedOut = thrown instanceof Interrupted && thrown.reason === "TIMED_OUT";
    const known = isTimedOut && pool.breaker.isOpen ? new Unreachable() : thrown;
    throw failureOf(known, job, pool, { operation: operations.listVms, vm: name }, isTimedOut && queueTime < patience.timeout);
  } finally {
    pool.end(job);
  }
}
