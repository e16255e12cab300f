import { VCenterError } from "../vcenter/error";
import { errorFromException, INTERRUPTIONS } from "../vcenter/exception-error";
import { explain, type Failure } from "../vcenter/explain";
import { Interrupted } from "../vcenter/interrupted";
import type { Attempt } from "../vcenter/operations";
import { Unreachable } from "./breaker";
import type { Job } from "./job";
import type { Pool } from "./pool";

/**
 * The one error of a job for whatever ended it, with what the failed part of the work could not know.
 *
 * @param isWaiting whether the job had not yet begun
 */
export function failureOf(
  thrown: unknown,
  job: Job,
  { server, breaker }: Pick<Pool, "server" | "breaker">,
  { operation, vm }: Pick<Attempt, "operation" | "vm">,
  isWaiting: boolean,
): VCenterError {
  const error = described(thrown, { breaker }, { operation, vm, server }, isWaiting);
  const { attempts, operationId } = job;
  const isOlder = operationId !== undefined && error.cause.operationId === undefined;
  const isDoubted = job.isInDoubt && error.cause.outcome === "not_done";
  return error.with({ ...(vm !== undefined && { vm }), attempts, ...(isOlder && { operationId }), ...(isDoubted && { outcome: "unknown" }) });
}

/** The error for whatever was thrown by a part of a job that had begun. */
export function errorOf(thrown: unknown, { breaker }: Pick<Pool, "breaker">, attempt: Attempt): VCenterError {
  return thrown instanceof Unreachable ? notSent(unreachable(breaker.outage), attempt) : errorFromException(thrown, attempt);
}

function described(thrown: unknown, pool: Pick<Pool, "breaker">, attempt: Attempt, isWaiting: boolean): VCenterError {
  const error = errorOf(thrown, pool, attempt);
  return isWaiting && thrown instanceof Interrupted
    ? notSent({ ...error.cause, code: error.code, subject: "queue", detail: INTERRUPTIONS[thrown.reason] }, attempt)
    : error;
}

/** Of a job that waited for a vCenter that is away; `outage`: why nobody could be reached, as a clause. */
export function unreachable(outage: string | undefined): Failure {
  const why = outage === undefined ? "" : ` (${outage})`;
  return {
    code: "RESOURCE_INACCESSIBLE",
    subject: "network",
    outcome: "not_done",
    retryable: true,
    detail: `vCenter does not answer${why}, so nothing more was sent`,
  };
}

function notSent(failure: Failure, attempt: Attempt): VCenterError {
  const { code, detail: _inMessage, ...cause } = failure;
  return new VCenterError(explain(failure, attempt), code, { ...cause, operation: attempt.operation.name });
}
