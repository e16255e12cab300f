import { type Answer, type VapiError, vapiError } from "./answer";
import { type Outcome, type Subject, VCenterError, type VCenterErrorCause } from "./error";
import { explain } from "./explain";
import type { Attempt } from "./operations";
import type { Redact } from "./redact";
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

const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  401: "UNAUTHENTICATED",
  403: "UNAUTHORIZED",
  404: "NOT_FOUND",
  407: "RESOURCE_INACCESSIBLE",
  429: "SERVICE_UNAVAILABLE",
  502: "SERVICE_UNAVAILABLE",
  503: "SERVICE_UNAVAILABLE",
  504: "SERVICE_UNAVAILABLE",
};

const SUBJECT_OF_CODE: Readonly<Record<string, Subject>> = {
  UNVERIFIED_PEER: "certificate",
  RESOURCE_INACCESSIBLE: "network",
  UNAUTHORIZED: "permission",
  NOT_ALLOWED_IN_CURRENT_STATE: "vm",
  RESOURCE_BUSY: "vm",
  UNSUPPORTED: "tools",
};

/** The error in an answer that is no success, or a success whose body is not what the contract says. */
export function errorFromAnswer(answer: Answer, attempt: Attempt, redact: Redact): VCenterError {
  const error = vapiError(answer);
  const code = codeOf(answer, error, redact);
  const cause: VCenterErrorCause = {
    subject: subjectOf(code, error, attempt),
    outcome: outcomeOf(answer, error, attempt),
    retryable: isRetryable(code, answer, attempt),
    status: answer.status,
    ...(error && { messages: serverMessages(error.messages, redact) }),
    ...(error?.data && { data: serverData(error.data, redact) }),
    ...triedFacts(attempt),
  };
  const detail = detailOf(answer, error, code);
  return new VCenterError(explain({ code, ...cause, ...detail }, attempt), code, cause);
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

function codeOf(answer: Answer, error: VapiError | undefined, redact: Redact): string {
  const type = error?.type;
  if (type !== undefined && /^\w{1,100}$/.test(type) && redact(type) === type) {
    return type;
  }
  return CODE_OF_STATUS[answer.status] ?? "ERROR";
}

function subjectOf(code: string, error: VapiError | undefined, { operation }: Attempt): Subject {
  switch (code) {
    case "UNAUTHENTICATED":
      return operation.guest ? "guest-login" : "session";
    case "SERVICE_UNAVAILABLE":
      return operation.name === "session.create" && error !== undefined ? "session" : "server";
    case "NOT_FOUND":
      return error?.data === undefined ? "vm" : "path";
    case "INVALID_ARGUMENT":
      return error?.data === undefined ? "message" : "path";
    case "UNABLE_TO_ALLOCATE_RESOURCE":
      return operation.name === "vm.list" ? "message" : "path";
    default:
      return SUBJECT_OF_CODE[code] ?? "server";
  }
}

function outcomeOf(answer: Answer, error: VapiError | undefined, { operation }: Attempt): Outcome {
  const isRefusal =
    operation.kind === "read" ||
    [401, 407, 429].includes(answer.status) ||
    (error !== undefined && ((answer.status >= 400 && answer.status < 500) || REFUSALS.has(error.type ?? ""))) ||
    isNoHealthyUpstream(answer);
  return isRefusal ? "not_done" : "unknown";
}

/** Envoy, vCenter's proxy, says so when it has handed the request to nobody. */
function isNoHealthyUpstream({ status, text }: Answer): boolean {
  return status === 503 && text.trim() === "no healthy upstream";
}

function isRetryable(code: string, answer: Answer, { operation }: Attempt): boolean {
  if (answer.status === 407 || (code === "UNABLE_TO_ALLOCATE_RESOURCE" && operation.name === "vm.list")) {
    return false;
  }
  return TRANSIENT.has(code) || answer.status === 429;
}

function detailOf({ status }: Answer, error: VapiError | undefined, code: string): { detail?: string } {
  if (error !== undefined) {
    return {};
  }
  if (status >= 200 && status < 300) {
    return { detail: `the answer (HTTP ${status}) is not what the API describes` };
  }
  if (status >= 300 && status < 400) {
    return { detail: `the server redirects to another address (HTTP ${status}), which is not followed` };
  }
  if (status === 407) {
    return { detail: "a proxy asks for a login (HTTP 407)" };
  }
  return code === "ERROR" ? { detail: `the server answered HTTP ${status} without a vAPI error` } : {};
}
