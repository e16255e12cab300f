import { triedFacts } from "./answer-error";
import { NotConnected } from "./connector";
import { VCenterError } from "./error";
import { explain, type Failure } from "./explain";
import { Interrupted } from "./interrupted";
import type { Attempt } from "./operations";
import type { Redact } from "./redact";
import { shown } from "./text";

/** Codes of Node's TLS for a certificate that was not accepted; all of OpenSSL's X509_V_ERR names are among them. */
const CERTIFICATE_CODES =
  /CERT|^UNABLE_TO_(GET|DECRYPT|DECODE|VERIFY)|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$|^HOSTNAME_MISMATCH$|^UND_ERR_PRX_TLS$/;

const NO_CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing accepts connections at this address",
  ECONNRESET: "the connection was reset before it stood",
  EHOSTUNREACH: "there is no route to the server",
  ENETUNREACH: "there is no route to the server",
  ETIMEDOUT: "the server does not answer to a connection",
  UND_ERR_CONNECT_TIMEOUT: "the server does not answer to a connection",
  UND_ERR_SOCKET: "the connection was closed before it stood",
};

/** undici's errors for an answer that breaks HTTP or our limits, in words. */
const SENSELESS: Readonly<Record<string, string>> = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "the answer is larger than 8 MiB",
  UND_ERR_HEADERS_OVERFLOW: "the headers of the answer are too large",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the length of the answer is not the announced one",
};

/** Of an attempt that sent nothing, no server can have echoed a secret. */
const nothingSent = (): Redact => (text) => text;

/** The error for what was thrown instead of an answer. */
export function errorFromException(thrown: unknown, attempt: Attempt, redact = nothingSent): VCenterError {
  if (thrown instanceof VCenterError) {
    return thrown;
  }
  const { code, ...failure } = failureOf(thrown, attempt, redact);
  const { detail, ...cause } = failure;
  const message = explain({ code, ...cause, ...(detail !== undefined && { detail }) }, attempt);
  return new VCenterError(message, code, { ...cause, ...triedFacts(attempt) });
}

function failureOf(thrown: unknown, attempt: Attempt, redact: () => Redact): Failure {
  if (thrown instanceof Interrupted) {
    return interrupted(thrown, attempt);
  }
  if (thrown instanceof NotConnected) {
    return notConnected(thrown, redact());
  }
  return lost(thrown, attempt);
}

function interrupted({ reason, written }: Interrupted, attempt: Attempt): Failure {
  return {
    code: reason,
    subject: "server",
    outcome: written ? doubtOf(attempt) : "not_done",
    retryable: reason === "TIMED_OUT",
    detail: reason === "TIMED_OUT" ? "there was no answer within the timeout" : "it was canceled",
  };
}

function notConnected({ cause }: NotConnected, redact: Redact): Failure {
  const code = errorCode(cause);
  if (CERTIFICATE_CODES.test(code)) {
    const detail = shown(redact(code === "UND_ERR_PRX_TLS" ? "ERR_TLS_CERT_ALTNAME_INVALID of the proxy" : code));
    return { code: "UNVERIFIED_PEER", subject: "certificate", outcome: "not_done", retryable: false, detail };
  }
  const proxyStatus = tunnelStatus(cause);
  return {
    code: "RESOURCE_INACCESSIBLE",
    subject: "network",
    outcome: "not_done",
    retryable: proxyStatus === undefined || proxyStatus >= 500,
    detail: proxyStatus === undefined ? connectionDetail(code) : tunnelDetail(proxyStatus),
  };
}

/** undici tells the status of a refused CONNECT in the text of an AbortError only (measured, 7.30.2). */
function tunnelStatus(cause: unknown): number | undefined {
  const match = cause instanceof Error ? /^Proxy response \((\d{3})\)/.exec(cause.message) : null;
  return match === null ? undefined : Number(match[1]);
}

function tunnelDetail(status: number): string {
  return status === 407
    ? "the proxy refused its login (HTTP 407): check user and password of the proxy configuration"
    : `the proxy refused to connect to vCenter (HTTP ${status})`;
}

function connectionDetail(code: string): string {
  if (/^E(AI_|NOTFOUND|NODATA|SERVFAIL)/.test(code)) {
    return `the name of the server cannot be resolved (${code})`;
  }
  const words = NO_CONNECTION[code] ?? "no connection could be made";
  return code === "" ? words : `${words} (${shown(code)})`;
}

/** After the request was written: whatever broke, the work may have been done. */
function lost(thrown: unknown, attempt: Attempt): Failure {
  const code = errorCode(thrown);
  const outcome = doubtOf(attempt);
  const senseless = SENSELESS[code] ?? (code.startsWith("HPE_") ? "the answer is not HTTP" : undefined);
  if (senseless !== undefined) {
    return { code: "ERROR", subject: "server", outcome, retryable: false, detail: senseless };
  }
  if (/^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) {
    const detail = `the connection ended before the answer was complete (${code})`;
    return { code: "RESOURCE_INACCESSIBLE", subject: "network", outcome, retryable: true, detail };
  }
  return { code: "ERROR", subject: "server", outcome, retryable: false, detail: "an unexpected error occurred" };
}

function doubtOf({ operation }: Attempt): "not_done" | "unknown" {
  return operation.kind === "read" ? "not_done" : "unknown";
}

function errorCode(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" ? code : "";
}
