import type { GuestCredentials } from "../vcenter/client";
import { VCenterError } from "../vcenter/error";
import { errorFromException } from "../vcenter/exception-error";
import { explain } from "../vcenter/explain";
import { interruptible } from "../vcenter/interrupted";
import type { Operation } from "../vcenter/operations";
import type { Job } from "./job";
import type { Pool } from "./pool";

/** What a job does in a VM: one operation with a guest login, within a time limit. */
export interface Work<T> {
  readonly operation: Operation;
  readonly vm: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Asked once, when the job has its turn. */
  readonly credentials: () => Promise<GuestCredentials>;
  /** One try. Rejects with a VCenterError. */
  readonly attempt: (credentials: GuestCredentials, signal: AbortSignal) => Promise<T>;
}

/**
 * The way of a validated request to its attempt, step by step: its time begins, the guest login is asked for, the
 * operation is tried, a failure is completed with what the failed call could not know. What decides when and how often
 * an attempt is made has its place here, between the request and `attempt`.
 *
 * @throws VCenterError only.
 */
export function runJob<T>(pool: Pool, job: Job, work: Work<T>): Promise<T> {
  const steps = async (): Promise<T> => {
    try {
      const credentials = await interruptible(work.credentials(), job.signal);
      job.attempts += 1;
      return await attempted(pool, job, work, credentials);
    } catch (thrown) {
      const { operation, vm } = work;
      const error = errorFromException(thrown, { operation, vm, server: pool.server });
      // The login that an attempt begins with is no request of the operation itself.
      const attempts = error.cause.operation === operation.name ? job.attempts : 0;
      throw error.with({ vm, attempts });
    }
  };
  return pool.running(job, () => job.limited(work.timeout, steps));
}

async function attempted<T>(pool: Pool, job: Job, work: Work<T>, credentials: GuestCredentials): Promise<T> {
  try {
    return await work.attempt(credentials, job.signal);
  } catch (error) {
    if (!(error instanceof VCenterError)) {
      throw error;
    }
    if (error.code === "NOT_FOUND" && error.cause.subject === "vm") {
      pool.names.forget(work.vm);
    }
    throw (await toolsAreDown(error, pool, job, work, credentials)) ? blamedOnTools(error, pool, work) : error;
  }
}

/** A guest call that vCenter cannot serve: the guest's fault, or vCenter's own? (CONTRACT.md section 4) */
async function toolsAreDown<T>(
  { code, cause }: VCenterError,
  pool: Pool,
  job: Job,
  work: Work<T>,
  { interactive_session: isInteractive }: GuestCredentials,
): Promise<boolean> {
  if (code !== "SERVICE_UNAVAILABLE" || cause.operation !== work.operation.name) {
    return false;
  }
  const readiness = await interruptible(pool.tools.readiness(work.vm), job.signal).catch(() => undefined);
  const isReady = isInteractive ? readiness?.interactive_guest_operations_ready : readiness?.guest_operations_ready;
  return isReady === false;
}

function blamedOnTools<T>({ code, cause }: VCenterError, { server }: Pool, { operation, vm }: Work<T>): VCenterError {
  const toolsCause = { ...cause, subject: "tools" } as const;
  return new VCenterError(explain({ code, ...toolsCause }, { operation, server, vm }), code, toolsCause);
}
