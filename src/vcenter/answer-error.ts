import { type Answer, isSuccess, type VapiError, vapiError } from "./answer";
import { type Outcome, type Subject, VCenterError, type VCenterErrorCause } from "./error";
import { explain, type Failure } from "./explain";
import { type Attempt, operations } from "./operations";
import type { Redact } from "./redact";
import { retryAfterOf } from "./retry-after";
import { serverData, serverMessages } from "./server-facts";

/** vAPI types that mean "refused, nothing was done", whatever status they come with (CONTRACT.md section 4). */
const REFUSALS: ReadonlySet<string> = new Set([
  "ALREADY_EXISTS",
  "INVALID_ARGUMENT",
  "NOT_ALLOWED_IN_CURRENT_STATE",
  "NOT_FOUND",
  "OPERATION_NOT_FOUND",
  "RESOURCE_BUSY",
  "SERVICE_UNAVAILABLE",
  "UNABLE_TO_ALLOCATE_RESOURCE",
  "UNAUTHENTICATED",
  "UNAUTHORIZED",
  "UNEXPECTED_INPUT",
  "UNSUPPORTED",
]);

const TRANSIENT: ReadonlySet<string> = new Set([
  "RESOURCE_BUSY",
  "RESOURCE_INACCESSIBLE",
  "SERVICE_UNAVAILABLE",
  "TIMED_OUT",
  "UNABLE_TO_ALLOCATE_RESOURCE",
]);

const CODE_OF_STATUS: ReadonlyMap<number, string> = new Map([
  [401, "UNAUTHENTICATED"],
  [403, "UNAUTHORIZED"],
  [404, "NOT_FOUND"],
  [407, "RESOURCE_INACCESSIBLE"],
  [429, "SERVICE_UNAVAILABLE"],
  [502, "SERVICE_UNAVAILABLE"],
  [503, "SERVICE_UNAVAILABLE"],
  [504, "SERVICE_UNAVAILABLE"],
]);

/** The code is a server's word: a Map has no entry that a server could reach by the name of a prototype's property. */
const SUBJECT_OF_CODE: ReadonlyMap<string, Subject> = new Map([
  ["UNVERIFIED_PEER", "certificate"],
  ["RESOURCE_INACCESSIBLE", "network"],
  ["UNAUTHORIZED", "permission"],
  ["NOT_ALLOWED_IN_CURRENT_STATE", "vm"],
  ["RESOURCE_BUSY", "vm"],
  ["UNSUPPORTED", "tools"],
]);

/** The error in an answer that is no success, or a success whose body is not what the contract says. */
export function errorFromAnswer(answer: Answer, attempt: Attempt, redact: Redact): VCenterError {
  const failure = failureFromAnswer(answer, attempt, redact);
  const { code, detail: _inMessage, ...cause } = failure;
  return new VCenterError(explain(failure, attempt), code, cause, retryAfterOf(answer));
}

/** What such an answer tells of the failure. */
export function failureFromAnswer(answer: Answer, attempt: Attempt, redact: Redact): Failure {
  const error = vapiError(answer);
  const code = codeOf(answer, error, redact);
  const detail = detailOf(answer, error);
  return {
    code,
    subject: answer.status === 401 ? subjectOfLogin(attempt) : subjectOf(code, error, attempt),
    outcome: outcomeOf(answer, error, code, attempt),
    retryable: isRetryable(code, answer, attempt),
    status: answer.status,
    ...(error && { messages: serverMessages(error.messages, redact) }),
    ...(error?.data && { data: serverData(error.data, redact) }),
    ...triedFacts(attempt),
    ...(detail !== undefined && { detail }),
  };
}

/** What every error of an attempt says of it. */
export function triedFacts(attempt: Attempt): Partial<VCenterErrorCause> {
  return {
    operation: attempt.operation.name,
    ...(attempt.operationId !== undefined && { operationId: attempt.operationId }),
    ...(attempt.vm !== undefined && { vm: attempt.vm }),
    ...(attempt.path !== undefined && { path: attempt.path }),
  };
}

/** A success without its result makes no sense, whatever error its body speaks of. */
function codeOf(answer: Answer, error: VapiError | undefined, redact: Redact): string {
  if (isSuccess(answer)) {
    return "ERROR";
  }
  const type = error?.type;
  if (type !== undefined && /^\w{1,100}$/.test(type) && redact(type) === type) {
    return type;
  }
  return codeOfStatus(answer.status);
}

/** For an answer without a vAPI error. */
export function codeOfStatus(status: number): string {
  return CODE_OF_STATUS.get(status) ?? "ERROR";
}

/** Whatever type a 401 has: what counts towards a lock-out must be seen as such. */
function subjectOfLogin({ operation }: Attempt): Subject {
  return operation.guest ? "guest-login" : "session";
}

function subjectOf(code: string, error: VapiError | undefined, attempt: Attempt): Subject {
  const subject = subjectOfCode(code, error, attempt);
  const isOfLogin = attempt.operation.name === operations.logIn.name;
  const isVCenters = subject === "network" || subject === "certificate" || subject === "server";
  return isOfLogin && (!isVCenters || (code === "SERVICE_UNAVAILABLE" && error !== undefined)) ? "session" : subject;
}

function subjectOfCode(code: string, error: VapiError | undefined, attempt: Attempt): Subject {
  switch (code) {
    case "UNAUTHENTICATED":
      return subjectOfLogin(attempt);
    case "NOT_FOUND":
      return error?.data === undefined ? "vm" : "path";
    case "INVALID_ARGUMENT":
      return error?.data === undefined ? "message" : "path";
    case "UNABLE_TO_ALLOCATE_RESOURCE":
      return attempt.operation.name === operations.listVms.name ? "message" : "path";
    default:
      return SUBJECT_OF_CODE.get(code) ?? "server";
  }
}

function outcomeOf(answer: Answer, error: VapiError | undefined, code: string, { operation }: Attempt): Outcome {
  if (operation.kind === "read") {
    return "not_done";
  }
  if (isSuccess(answer)) {
    return "unknown";
  }
  const isRefused =
    [401, 407, 429].includes(answer.status) ||
    isNoHealthyUpstream(answer) ||
    (error !== undefined && ((answer.status >= 400 && answer.status < 500) || REFUSALS.has(error.type ?? code)));
  return isRefused ? "not_done" : "unknown";
}

/** Envoy, vCenter's proxy, says so when it has handed the request to nobody. */
function isNoHealthyUpstream({ status, text }: Answer): boolean {
  return status === 503 && text.trim() === "no healthy upstream";
}

/** The type decides before the status. */
function isRetryable(code: string, { status }: Answer, { operation }: Attempt): boolean {
  if (status === 401 || status === 407 || (code === "UNABLE_TO_ALLOCATE_RESOURCE" && operation.name === operations.listVms.name)) {
    return false;
  }
  return TRANSIENT.has(code) || (status === 429 && !REFUSALS.has(code));
}

function detailOf(answer: Answer, error: VapiError | undefined): string | undefined {
  const { status } = answer;
  if (isSuccess(answer)) {
    return `the answer (HTTP ${status}) is not what the API describes`;
  }
  if (error !== undefined) {
    return undefined;
  }
  if (status >= 300 && status < 400) {
    return `the server redirects to another address (HTTP ${status}), which is not followed`;
  }
  return status === 407
    ? "a proxy asks for a login (HTTP 407)"
    : `the server answered HTTP ${status} without a vAPI error`;
}
