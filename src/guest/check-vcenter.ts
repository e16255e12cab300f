import type { GuestReadiness, VmSummary } from "../vcenter/client";
import { type Subject, VCenterError } from "../vcenter/error";
import { explain } from "../vcenter/explain";
import { Flight } from "../vcenter/flight";
import { operations } from "../vcenter/operations";
import { answerFor } from "./answer-for";
import { findVm } from "./find-vm";
import type { Job } from "./job";
import { listVms } from "./list-vms";
import type { Pool } from "./pool";
import { request } from "./request";
import { Slot } from "./slot";
import { type Patience, withoutTurn } from "./without-turn";

/** Logs in as the first message would. @throws VCenterError only. */
export function logIn(pool: Pool, job: Job): Promise<void> {
  const flight = new Flight();
  return withoutTurn(pool, job, { operation: operations.logIn }, () => false, () =>
    answerFor(job, flight, pool.breaker.watched(pool.client.logIn(flight))),
  );
}

/** The VMs that the user sees; `undefined` if there are more than vCenter lists. @throws VCenterError only. */
export async function visibleVms(pool: Pool, job: Job, patience: Patience): Promise<VmSummary[] | undefined> {
  try {
    return await listVms(pool, job, { filter: {}, matches: () => true, isEmpty: false }, patience);
  } catch (error) {
    if (error instanceof VCenterError && error.code === "UNABLE_TO_ALLOCATE_RESOURCE") {
      return undefined;
    }
    throw error;
  }
}

/** The VM of an id, else of a name. @throws VCenterError only: NOT_FOUND, or INVALID_ARGUMENT if several have the name. */
export async function vmOf(pool: Pool, newJob: () => Job, text: string, patience: Patience): Promise<VmSummary> {
  const byId = await ofId(pool, newJob(), text, patience);
  return byId ?? (await ofName(pool, newJob, text, patience));
}

async function ofName(pool: Pool, newJob: () => Job, name: string, patience: Patience): Promise<VmSummary> {
  const id = await findVm(pool, newJob(), name, patience);
  return (await ofId(pool, newJob(), id, patience)) ?? { vm: id, name };
}

async function ofId(pool: Pool, job: Job, id: string, patience: Patience): Promise<VmSummary | undefined> {
  const vms = await listVms(pool, job, { filter: { vms: [id] }, matches: () => true, isEmpty: false }, patience);
  return vms.find(({ vm }) => vm === id);
}

/** @throws VCenterError NOT_ALLOWED_IN_CURRENT_STATE if it does not run. */
export function checkPower(pool: Pool, { vm, power_state: state }: VmSummary): void {
  if (state !== undefined && state !== "POWERED_ON") {
    throw unfit(pool, vm, "NOT_ALLOWED_IN_CURRENT_STATE", "vm");
  }
}

/** @throws VCenterError SERVICE_UNAVAILABLE, subject `tools`, if VMware Tools are not ready; of the question itself too. */
export async function checkTools(
  pool: Pool,
  job: Job,
  vm: string,
  isInteractive: boolean,
  { timeout, maxAttempts }: Patience,
): Promise<void> {
  const operation = operations.guestOperations;
  const slot = new Slot(pool.turns.slots);
  const ask = (flight: Flight): Promise<GuestReadiness> => pool.client.guestOperations(vm, flight);
  const { guest_operations_ready: isReady, interactive_guest_operations_ready: isReadyAtDesktop } = await withoutTurn(
    pool,
    job,
    { operation, vm },
    () => false,
    () => job.limited(timeout, () => request(pool, job, slot, { operation, maxAttempts }, ask)),
  );
  if (!(isInteractive ? isReadyAtDesktop : isReady)) {
    throw unfit(pool, vm, "SERVICE_UNAVAILABLE", "tools");
  }
}

function unfit({ server }: Pool, vm: string, code: string, subject: Subject): VCenterError {
  const facts = { subject, outcome: "not_done", retryable: false } as const;
  const operation = operations.createTemporaryFile;
  return new VCenterError(explain({ code, ...facts }, { operation, vm, server }), code, { ...facts, vm });
}
