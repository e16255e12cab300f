import { performance } from "node:perf_hooks";
import type { VmSummary } from "../vcenter/client";
import type { Flight } from "../vcenter/flight";
import { operations } from "../vcenter/operations";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { request } from "./request";
import { Slot } from "./slot";
import { isSameName } from "./vm-names";
import type { VmQuery } from "./vm-query";
import { type Patience, withoutTurn } from "./without-turn";

/**
 * The VMs that a query wants and the vCenter user may see (CONTRACT.md section 6), by one call. It waits for a slot as others
 * do for their turn.
 *
 * @throws VCenterError only.
 */
export async function listVms(pool: Pool, job: Job, query: VmQuery, patience: Patience): Promise<VmSummary[]> {
  if (query.isEmpty) {
    return [];
  }
  const operation = operations.listVms;
  const { timeout, queueTimeout, maxAttempts } = patience;
  const slot = new Slot(pool.turns.slots);
  const isWaiting = (): boolean => job.phase === "queued";
  const vms = await withoutTurn(pool, job, { operation }, isWaiting, async () => {
    await job.limited(job.arrived + queueTimeout - performance.now(), () => slot.takeSlot(job));
    job.phase = "running";
    const list = (flight: Flight): Promise<VmSummary[]> => pool.client.listVms(query.filter, flight);
    return job.limited(timeout, () => request(pool, job, slot, { operation, maxAttempts }, list));
  });
  return vms.filter((vm) => isWanted(vm, query));
}

/** vCenter has filtered; what answers in its place and does not must not choose VMs. */
function isWanted({ name, power_state: state }: VmSummary, { filter, matches }: VmQuery): boolean {
  const isNamed = filter.names === undefined || filter.names.some((one) => isSameName(one, name));
  const isInState = filter.power_states === undefined || filter.power_states.some((one) => one === state);
  return isNamed && isInState && matches(name);
}
