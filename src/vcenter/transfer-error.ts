import { codeOfStatus, triedFacts } from "./answer-error";
import { type Outcome, type Subject, VCenterError } from "./error";
import { explain, type Failure } from "./explain";
import type { Attempt } from "./operations";

/** What an ESXi host answered instead of a success. Its text is never shown: it may repeat the URL. */
export interface HostAnswer {
  readonly status: number;
  /** Milliseconds. */
  readonly retryAfter?: number | undefined;
}

const SUBJECTS: ReadonlyMap<number, Subject> = new Map([
  [403, "permission"],
  [404, "vm"],
  [407, "network"],
]);

/** It said that it had the file before it was sent the whole of it. */
export function errorFromEarlyAnswer(attempt: Attempt): VCenterError {
  const cause = { subject: "network", outcome: "unknown", retryable: true, ...triedFacts(attempt) } as const;
  const code = "RESOURCE_INACCESSIBLE";
  return new VCenterError(explain({ code, ...cause, detail: "its answer came before all bytes were sent" }, attempt), code, cause);
}

/**
 * The error in it. What statuses an ESXi host has besides 200 is unknown (CONTRACT.md section 5); 404 means that the
 * URL is not alive, so another one may help.
 */
export function errorFromHost({ status, retryAfter }: HostAnswer, attempt: Attempt): VCenterError {
  const failure = failureFromHost(status, attempt);
  const { code, ...cause } = failure;
  return new VCenterError(explain(failure, attempt), code, cause, retryAfter);
}

/** What the status tells of the failure. */
export function failureFromHost(status: number, attempt: Attempt): Failure {
  const isRefused = status === 404 || status === 407 || status === 429;
  const code = codeOfStatus(status);
  const outcome: Outcome = attempt.operation.kind === "read" || isRefused ? "not_done" : "unknown";
  const subject = SUBJECTS.get(status) ?? "server";
  const retryable = status === 404 || status === 429 || (status >= 502 && status <= 504);
  return { code, subject, outcome, retryable, status, ...triedFacts(attempt) };
}
