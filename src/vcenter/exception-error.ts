import { errors } from "undici";
import { triedFacts } from "./answer-error";
import { NotConnected, type Peer, UnknownCertificate } from "./connector";
import { VCenterError } from "./error";
import { explain, type Failure } from "./explain";
import { Interrupted, type Interruption } from "./interrupted";
import type { Attempt } from "./operations";

/** Codes of Node's TLS for a certificate that was not accepted. */
const CERTIFICATE_CODES =
  /CERT|CRL_|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$|^HOSTNAME_MISMATCH$|^UNSPECIFIED$/;

/** The other side's word on a certificate of ours. */
const ALERT_CODES = /^ERR_SSL_\w+_ALERT_/;

/** Codes of Node for certificates and keys of ours that it cannot read; for some it has no code at all. */
const UNUSABLE_TLS_CODES = /^(|ERR_(OSSL|CRYPTO|INVALID_ARG)_\w+)$/;

export const NO_CONNECTION: ReadonlyMap<string, (peer: Peer) => string> = new Map([
  ["ECONNREFUSED", (peer) => `the ${peer} accepts no connections at this address`],
  ["ECONNRESET", (peer) => `the ${peer} reset the connection before it stood`],
  ["EHOSTUNREACH", (peer) => `there is no route to the ${peer}`],
  ["ENETUNREACH", (peer) => `there is no route to the ${peer}`],
  [
    "EFORBIDDENADDRESS",
    (peer) => `the name of the ${peer} leads to an address that is not taken (loopback, link-local or multicast)`,
  ],
  ["ETIMEDOUT", (peer) => `the ${peer} does not answer to a connection`],
  ["UND_ERR_CONNECT_TIMEOUT", (peer) => `the ${peer} does not answer to a connection`],
  ["UND_ERR_SOCKET", () => "the proxy hung up"],
  ["UND_ERR_HEADERS_TIMEOUT", () => "the proxy does not answer"],
  ["HPE", () => "the proxy does not speak HTTP"],
]);

/** Why a job ended before its answer, in words. */
export const INTERRUPTIONS: Readonly<Record<Interruption, string>> = {
  TIMED_OUT: "there was no answer within the timeout",
  RESET: "a message with msg.reset canceled it",
  CLOSED: "a deploy or the end of Node-RED ended its node or its connection",
};

/** undici's errors for an answer that breaks HTTP or our limits, in words. */
export const SENSELESS: ReadonlyMap<string, string> = new Map([
  ["UND_ERR_RES_EXCEEDED_MAX_SIZE", "the answer is larger than 8 MiB"],
  ["UND_ERR_HEADERS_OVERFLOW", "the headers of the answer are too large"],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "the length of the answer is not the announced one"],
  ["HPE", "the answer is not HTTP"],
]);

/** The error for what was thrown instead of an answer. */
export function errorFromException(thrown: unknown, attempt: Attempt): VCenterError {
  if (thrown instanceof VCenterError) {
    return thrown;
  }
  const failure = failureFromException(thrown, attempt);
  const { code, detail: _inMessage, fingerprint: _inMessageToo, ...cause } = failure;
  return new VCenterError(explain(failure, attempt), code, { ...cause, ...triedFacts(attempt) });
}

/**
 * Why nobody can be reached, as a clause; `undefined` if it is not the network: a certificate that is not trusted, a
 * proxy that refuses. Each request fails of that before it is written, and tells it.
 */
export function outageFromException(thrown: unknown, attempt: Attempt): string | undefined {
  const { code, detail, retryable } = failureFromException(thrown, attempt);
  return thrown instanceof NotConnected && !retryable ? undefined : (detail ?? code);
}

/** What is known of the failure without an answer. */
export function failureFromException(thrown: unknown, attempt: Attempt): Failure {
  if (thrown instanceof Interrupted) {
    return interrupted(thrown, attempt);
  }
  if (thrown instanceof NotConnected) {
    return notConnected(thrown);
  }
  return lost(thrown, attempt);
}

function interrupted({ reason, written }: Interrupted, attempt: Attempt): Failure {
  return {
    code: reason === "TIMED_OUT" ? "TIMED_OUT" : "CANCELED",
    subject: "server",
    outcome: written ? doubtOf(attempt) : "not_done",
    retryable: reason === "TIMED_OUT",
    detail: INTERRUPTIONS[reason],
  };
}

function notConnected({ cause, peer }: NotConnected): Failure {
  const code = errorCode(cause);
  const fixed = { outcome: "not_done", retryable: false } as const;
  if (CERTIFICATE_CODES.test(code) && !ALERT_CODES.test(code)) {
    return { ...fixed, code: "UNVERIFIED_PEER", subject: "certificate", ...distrust(cause, code, peer) };
  }
  if (UNUSABLE_TLS_CODES.test(code)) {
    const detail = code === "" ? "it cannot be read" : code;
    return { ...fixed, code: "INVALID_ARGUMENT", subject: "configuration", detail };
  }
  const proxyStatus = tunnelStatus(cause);
  return {
    ...fixed,
    code: "RESOURCE_INACCESSIBLE",
    subject: "network",
    retryable: proxyStatus === undefined || proxyStatus === 429 || proxyStatus >= 500,
    detail: proxyStatus === undefined ? connectionDetail(code, peer) : tunnelDetail(proxyStatus),
  };
}

function distrust(cause: unknown, code: string, peer: Peer): Pick<Failure, "detail" | "fingerprint"> {
  if (cause instanceof UnknownCertificate) {
    return { fingerprint: cause.fingerprint };
  }
  const hint = peer === "proxy" ? "; Node.js must know its CA (NODE_EXTRA_CA_CERTS)" : "";
  return { detail: `the certificate of the ${peer} is not trusted (${code})${hint}` };
}

/** undici tells the status of a refused CONNECT in the text of an AbortError only (measured, 7.30.2). */
function tunnelStatus(cause: unknown): number | undefined {
  const match = /^AbortError: Proxy response \((\d{3})\)/.exec(String(cause));
  return match === null ? undefined : Number(match[1]);
}

function tunnelDetail(status: number): string {
  return status === 407
    ? "the proxy refused its login (HTTP 407): check user and password of the proxy configuration"
    : `the proxy refused to connect to vCenter (HTTP ${status})`;
}

function connectionDetail(code: string, peer: Peer): string {
  if (/^E(AI_|NOTFOUND|NODATA|SERVFAIL)/.test(code)) {
    return `the name of the ${peer} cannot be resolved (${code})`;
  }
  const words = NO_CONNECTION.get(code)?.(peer) ?? `no connection to the ${peer} could be made`;
  return `${words} (${code})`;
}

/** After the request was written: whatever broke, the work may have been done. */
function lost(thrown: unknown, attempt: Attempt): Failure {
  const code = errorCode(thrown);
  const outcome = doubtOf(attempt);
  const isCut = attempt.host !== undefined && code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH";
  const senseless = isCut ? undefined : SENSELESS.get(code);
  if (senseless !== undefined) {
    return { code: "ERROR", subject: "server", outcome, retryable: false, detail: senseless };
  }
  if (/^(E[A-Z0-9]+|ERR_SSL_\w+|UND_ERR_\w+)$/.test(code)) {
    const detail = `the connection ended before the answer was complete (${code})`;
    return { code: "RESOURCE_INACCESSIBLE", subject: "network", outcome, retryable: true, detail };
  }
  return { code: "ERROR", subject: "server", outcome, retryable: false, detail: "an unexpected error occurred" };
}

function doubtOf({ operation }: Attempt): "not_done" | "unknown" {
  return operation.kind === "read" ? "not_done" : "unknown";
}

/** The code of an error, `HPE` for bytes that are not HTTP: undici gives these codes of their own, or none at all. */
function errorCode(thrown: unknown): string {
  if (thrown instanceof errors.HTTPParserError) {
    return "HPE";
  }
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" ? code : "";
}
