import { performance } from "node:perf_hooks";
import { operations } from "../vcenter/operations";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { isTimedOut, type Patience, withoutTurn } from "./without-turn";

/**
 * The id of the VM of a name. It is resolved before the job waits for its turn, since the turn belongs to the VM.
 *
 * @throws VCenterError only.
 */
export function findVm(pool: Pool, job: Job, name: string, patience: Patience): Promise<string> {
  const { timeout, queueTimeout } = patience;
  const queueTime = job.arrived + queueTimeout - performance.now();
  const tried = { operation: operations.listVms, vm: name };
  const isWaiting = (thrown: unknown): boolean => isTimedOut(thrown) && queueTime < timeout;
  return withoutTurn(pool, job, tried, isWaiting, () =>
    job.limited(Math.min(timeout, queueTime), () => pool.names.id(name, job, patience)),
  );
}
