import type { Expected } from "./error-bench";

/** What goes wrong between the node and vCenter, and what a user is told of it when the call was to create. */
export interface FaultRow extends Expected {
  readonly title: string;
  readonly fault: Record<string, unknown>;
  /** Nothing comes, so the message ends at its timeout. */
  readonly isEndless?: boolean;
  /** The subject when the call was the login, or the list of VMs; the same, when left out. */
  readonly ofLogin?: string;
  readonly ofList?: string;
}

type Says = FaultRow["says"];

const html = (status: number, headers: Record<string, string> = {}): Record<string, unknown> => ({
  kind: "answer",
  status,
  headers: { "content-type": "text/html", ...headers },
  body: `<html><body><h1>${status} by something in between</h1></body></html>`,
});
const json = (status: number, body: string): Record<string, unknown> => ({
  kind: "answer",
  status,
  headers: { "content-type": "application/json" },
  body,
});
const vapi = (status: number, error_type: string): Record<string, unknown> => ({
  kind: "error",
  status,
  error_type,
  messages: [{ id: "x.y", default_message: "Something of its own.", args: [] }],
});

const lookBefore = /It may have been created all the same: look before you repeat it\.$/;
const lookWhether = /Look whether it happened before you repeat it/;
const cutOff: Says = [/the connection ended before the answer was complete/, lookWhether];
const unavailable: Says = [/vCenter, or a proxy in front of it, cannot serve the request now/, /try again/];
const senseless: Says = [/is not what the API describes/, lookBefore];
const slow: Says = [/there was no answer within the timeout/, /set a longer timeout\. .*look before you repeat it\.$/];
const itsOwn: Says = [/vCenter says: "Something of its own"/, /\. [A-Z]/];

const lost = { code: "RESOURCE_INACCESSIBLE", subject: "network", outcome: "unknown", retryable: true } as const;
const error = { code: "ERROR", subject: "server", outcome: "unknown", retryable: false } as const;
const late = { code: "TIMED_OUT", subject: "server", outcome: "unknown", retryable: true, isEndless: true } as const;
const notNow = { code: "SERVICE_UNAVAILABLE", subject: "server", outcome: "unknown", retryable: true, says: unavailable } as const;

const CONNECTIONS: FaultRow[] = [
  { ...lost, title: "the answer lost", fault: { kind: "lost" }, says: cutOff },
  { ...lost, title: "the connection cut before the work", fault: { kind: "cut" }, says: cutOff },
  { ...lost, title: "half an answer", fault: { kind: "truncated" }, says: cutOff },
  { ...late, title: "no answer", fault: { kind: "hang" }, says: slow },
  { ...late, title: "an answer that drips", fault: { kind: "drip", interval_ms: 20 }, says: slow },
  { ...error, title: "an answer without end", fault: { kind: "endless" }, says: [/the answer is larger than 8 MiB/, lookBefore] },
  {
    ...error,
    title: "headers without end",
    fault: { kind: "endless_headers" },
    says: [/the headers of the answer are too large/, lookBefore],
  },
];

const PAGES: FaultRow[] = [
  {
    title: "a page with 401",
    fault: { ...html(401), times: 2 },
    code: "UNAUTHENTICATED",
    subject: "guest-login",
    ofLogin: "session",
    ofList: "session",
    outcome: "not_done",
    retryable: false,
    status: 401,
    says: [/the guest refused the login/, /Check the guest user and password/],
  },
  {
    title: "a page with 403",
    fault: html(403),
    code: "UNAUTHORIZED",
    subject: "permission",
    ofLogin: "session",
    outcome: "unknown",
    retryable: false,
    status: 403,
    says: [/VirtualMachine\.GuestOperations\.Modify/, lookBefore],
  },
  {
    title: "a page with 404",
    fault: html(404),
    code: "NOT_FOUND",
    subject: "vm",
    ofLogin: "session",
    outcome: "unknown",
    retryable: false,
    status: 404,
    says: [/vCenter has no VM/, lookBefore],
  },
  {
    title: "a page with 407",
    fault: html(407),
    code: "RESOURCE_INACCESSIBLE",
    subject: "network",
    outcome: "not_done",
    retryable: false,
    status: 407,
    says: [/a proxy asks for a login \(HTTP 407\)/, /the network and its proxy/],
  },
  { ...notNow, title: "a page with 429", fault: html(429), outcome: "not_done", status: 429 },
  { ...error, title: "a page with 500", fault: html(500), status: 500, says: [/HTTP 500/, lookBefore] },
  { ...notNow, title: "a page with 502", fault: html(502), status: 502 },
  { ...notNow, title: "a page with 503", fault: html(503), status: 503 },
  { ...notNow, title: "a page with 504", fault: html(504), status: 504 },
  { ...notNow, title: "a bad gateway after the work", fault: { kind: "bad_gateway" }, status: 502 },
  { ...notNow, title: "no healthy upstream", fault: { kind: "no_healthy_upstream" }, outcome: "not_done", status: 503 },
  {
    ...error,
    title: "a redirect",
    fault: html(302, { location: "/api/session" }),
    status: 302,
    says: [/redirects to another address \(HTTP 302\), which is not followed/, lookBefore],
  },
];

const SENSELESS: FaultRow[] = [
  { ...error, title: "garbage", fault: { kind: "garbage" }, status: 200, says: senseless },
  { ...error, title: "an empty answer", fault: json(200, ""), status: 200, says: senseless },
  { ...error, title: "another kind of value", fault: json(200, '{"value":["x"]}'), status: 200, says: senseless },
  { ...error, title: "a success of another kind", fault: json(202, '"', ), status: 202, says: senseless },
  { ...error, title: "an error as a success", fault: json(200, '{"error_type":"NOT_FOUND","messages":[]}'), status: 200, says: senseless },
];

const TYPES: FaultRow[] = [
  { ...error, title: "an unknown type with 500", fault: vapi(500, "NEW_TYPE"), code: "NEW_TYPE", status: 500, says: itsOwn },
  { ...error, title: "an unknown type with 400", fault: vapi(400, "NEW_TYPE"), code: "NEW_TYPE", outcome: "not_done", status: 400, says: itsOwn },
  { ...error, title: "the name of a prototype's property as type", fault: vapi(500, "constructor"), code: "constructor", status: 500, says: itsOwn },
  { ...error, title: "INTERNAL_SERVER_ERROR", fault: vapi(500, "INTERNAL_SERVER_ERROR"), code: "INTERNAL_SERVER_ERROR", status: 500, says: itsOwn },
  {
    ...error,
    title: "OPERATION_NOT_FOUND",
    fault: vapi(404, "OPERATION_NOT_FOUND"),
    code: "OPERATION_NOT_FOUND",
    outcome: "not_done",
    status: 404,
    says: [/this vCenter does not have the call/, /Use vCenter 7\.0 U2 or newer/],
  },
  {
    ...error,
    title: "UNEXPECTED_INPUT",
    fault: vapi(400, "UNEXPECTED_INPUT"),
    code: "UNEXPECTED_INPUT",
    outcome: "not_done",
    status: 400,
    says: [/does not know a field of the request/, /Use vCenter 7\.0 U2 or newer/],
  },
  { ...error, title: "CANCELED", fault: vapi(500, "CANCELED"), code: "CANCELED", status: 500, says: [/vCenter canceled/, /Send the message again/] },
  { ...error, title: "TIMED_OUT", fault: vapi(500, "TIMED_OUT"), code: "TIMED_OUT", retryable: true, status: 500, says: [/its own time limit/, /longer timeout/] },
  {
    ...lost,
    title: "RESOURCE_INACCESSIBLE",
    fault: vapi(500, "RESOURCE_INACCESSIBLE"),
    status: 500,
    says: [/vCenter cannot reach the VM or its host/, lookWhether],
  },
  {
    title: "RESOURCE_BUSY with the status of the older API",
    fault: vapi(400, "RESOURCE_BUSY"),
    code: "RESOURCE_BUSY",
    subject: "vm",
    ofLogin: "session",
    outcome: "not_done",
    retryable: true,
    status: 400,
    says: [/the VM is busy/, /Try again later/],
  },
];

export const FAULTS: readonly FaultRow[] = [...CONNECTIONS, ...PAGES, ...SENSELESS, ...TYPES];
