import type { GuestCredentials } from "../vcenter/client";
import { VCenterError } from "../vcenter/error";
import { explain } from "../vcenter/explain";
import { Interrupted } from "../vcenter/interrupted";
import type { Operation } from "../vcenter/operations";
import { attempt } from "./attempt";
import type { Guest } from "./guest";
import { isSafeToRepeat } from "./retry";
import type { IsReady } from "./tools";
import type { Work } from "./work";

/**
 * A try that waits for VMware Tools where the job may. Called again it goes on with the same patience.
 *
 * @throws as `attempt`; SERVICE_UNAVAILABLE, subject `tools`, if they are not ready.
 */
export async function whenReady<T>(guest: Guest, work: Work<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt(guest, work);
    } catch (error) {
      if (!isOfTools(error, work.operation) || !(await areDown(guest))) {
        throw error;
      }
      await toolsReady(guest, work.operation, blamedOnTools(error, work.operation, guest));
    }
  }
}

/** A guest call that vCenter cannot serve: the guest's fault, or vCenter's own? (CONTRACT.md section 4) */
function isOfTools(error: unknown, operation: Operation): error is VCenterError {
  return (
    error instanceof VCenterError && error.code === "SERVICE_UNAVAILABLE" && error.cause.operation === operation.name
  );
}

async function areDown({ pool, job, place, credentials }: Guest): Promise<boolean> {
  try {
    const readiness = await job.until(pool.tools.readiness(place.vm));
    return readiness !== undefined && !readyFor(credentials)(readiness);
  } catch (error) {
    if (error instanceof Interrupted && error.reason === "TIMED_OUT") {
      // The failure that led to the question says more.
      return false;
    }
    throw error;
  }
}

/** @throws the error, if the job may not wait or try again, or has waited in vain. */
async function toolsReady(guest: Guest, operation: Operation, error: VCenterError): Promise<void> {
  const { pool, job, place, credentials } = guest;
  if (place.waitForTools === 0 || !isSafeToRepeat(error, operation)) {
    throw error;
  }
  const due = (guest.toolsDue ??= pool.tools.notReadySince(place.vm) + place.waitForTools);
  job.phase = "waiting";
  await job.untimed(() => pool.tools.ready(job, place, readyFor(credentials), due, error));
  job.phase = "running";
}

function readyFor({ interactive_session: isInteractive }: GuestCredentials): IsReady {
  return (readiness) =>
    isInteractive ? readiness.interactive_guest_operations_ready : readiness.guest_operations_ready;
}

function blamedOnTools({ code, cause }: VCenterError, operation: Operation, { pool, place }: Guest): VCenterError {
  const toolsCause = { ...cause, subject: "tools" } as const;
  return new VCenterError(explain({ code, ...toolsCause }, { operation, server: pool.server, vm: place.vm }), code, toolsCause);
}
