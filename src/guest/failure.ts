import { VCenterError } from "../vcenter/error";
import { errorFromException, INTERRUPTIONS } from "../vcenter/exception-error";
import { explain, type Failure } from "../vcenter/explain";
import { Interrupted } from "../vcenter/interrupted";
import type { Attempt } from "../vcenter/operations";
import { Unreachable } from "./breaker";
import type { Job } from "./job";

/**
 * The one error of a job for whatever ended it, with what the failed part of the work could not know.
 *
 * @param isWaiting whether the job had not yet begun
 */
export function failureOf(
  thrown: unknown,
  job: Job,
  attempt: Attempt & { readonly vm: string },
  isWaiting: boolean,
): VCenterError {
  const error = described(thrown, attempt, isWaiting);
  const { attempts, operationId } = job;
  const isOlder = operationId !== undefined && error.cause.operationId === undefined;
  return error.with({ vm: attempt.vm, attempts, ...(isOlder && { operationId }) });
}

function described(thrown: unknown, attempt: Attempt, isWaiting: boolean): VCenterError {
  if (thrown instanceof Unreachable) {
    return notSent(UNREACHABLE, attempt);
  }
  const error = errorFromException(thrown, attempt);
  return isWaiting && thrown instanceof Interrupted
    ? notSent({ ...error.cause, code: error.code, subject: "queue", detail: INTERRUPTIONS[thrown.reason] }, attempt)
    : error;
}

const UNREACHABLE: Failure = {
  code: "RESOURCE_INACCESSIBLE",
  subject: "network",
  outcome: "not_done",
  retryable: true,
  detail: "vCenter does not answer, so nothing was sent until it does",
};

function notSent(failure: Failure, attempt: Attempt): VCenterError {
  const { code, detail: _inMessage, ...cause } = failure;
  return new VCenterError(explain(failure, attempt), code, { ...cause, operation: attempt.operation.name });
}
