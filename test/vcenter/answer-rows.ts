import type { Answer } from "../../src/vcenter/answer";
import type { Outcome, Subject } from "../../src/vcenter/error";
import type { Attempt } from "../../src/vcenter/operations";
import { CREATE, LIST, LOG_IN, READY } from "./attempts";

/** An answer, and the error that it is. */
export interface Row {
  readonly what: string;
  readonly attempt?: Attempt;
  readonly answer: Answer;
  readonly code: string;
  readonly subject: Subject;
  readonly outcome: Outcome;
  readonly retryable: boolean;
}

type Expected = readonly [code: string, subject: Subject, outcome: Outcome, retryable?: "retryable"];

interface Vapi {
  readonly type?: string;
  readonly messages?: readonly string[];
  readonly data?: Record<string, unknown>;
}

function row(what: string, answer: Answer, [code, subject, outcome, retryable]: Expected, attempt = CREATE): Row {
  return { what, attempt, answer, code, subject, outcome, retryable: retryable !== undefined };
}

export function vapi(status: number, { type, messages = ["The server's words."], data }: Vapi = {}): Answer {
  const texts = messages.map((text) => ({ id: "com.vmware.x", default_message: text, args: [] }));
  const body = {
    ...(type !== undefined && { error_type: type }),
    messages: texts,
    ...(data !== undefined && { data }),
  };
  return { status, text: JSON.stringify(body) };
}

export function plain(status: number, text = "<html><body>no vAPI</body></html>"): Answer {
  return { status, text };
}

const details = (reason: string) => ({ data: { reason, file_path: "/var/tmp" } });

/** How vCenter reports a fault of vim for which the operation has no error of its own. */
const fault = (name: string, text: string): Answer =>
  vapi(500, { type: "ERROR", messages: ["A general error occurred.", `vmsg.${name}.summary: ${text}`] });

const UNDECLARED = ["ERROR", "server", "unknown"] as const;
const UNSUPPORTED = ["UNSUPPORTED", "tools", "not_done"] as const;
const GUEST_LOGIN = ["UNAUTHENTICATED", "guest-login", "not_done"] as const;

/** What the guest or the VM has against it: each condition that is known. */
export const GUEST_ROWS: readonly Row[] = [
  row("parent missing", vapi(404, { type: "NOT_FOUND", ...details("FILE_NOT_FOUND") }), [
    "NOT_FOUND",
    "path",
    "not_done",
  ]),
  row("parent a file", vapi(400, { type: "INVALID_ARGUMENT", ...details("NOT_A_DIRECTORY") }), [
    "INVALID_ARGUMENT",
    "path",
    "not_done",
  ]),
  row("parent not writable", vapi(403, { type: "UNAUTHORIZED" }), ["UNAUTHORIZED", "permission", "not_done"]),
  row("name too long", vapi(400, { type: "INVALID_ARGUMENT", ...details("PATH_TOO_LONG") }), [
    "INVALID_ARGUMENT",
    "path",
    "not_done",
  ]),
  row("disk full", vapi(500, { type: "UNABLE_TO_ALLOCATE_RESOURCE", ...details("NO_DISK_SPACE") }), [
    "UNABLE_TO_ALLOCATE_RESOURCE",
    "path",
    "not_done",
    "retryable",
  ]),
  row("file system read-only", fault("FileFault", "Read-only file system"), UNDECLARED),
  row("quota exceeded", fault("SystemError", "vix error codes = (1, 0)"), UNDECLARED),
  row("link loop", fault("SystemError", "vix error codes = (2, 0)"), UNDECLARED),
  row("file systems frozen, or no name left", vapi(500, { type: "RESOURCE_BUSY" }), [
    "RESOURCE_BUSY",
    "vm",
    "not_done",
    "retryable",
  ]),
  row("operation off in tools.conf", vapi(400, { type: "UNSUPPORTED" }), UNSUPPORTED),
  row("Tools too old", vapi(400, { type: "UNSUPPORTED", messages: ["too old"] }), UNSUPPORTED),
  row("SAML while VGAuth is off", vapi(400, { type: "UNSUPPORTED", messages: ["login type"] }), UNSUPPORTED),
  row("wrong guest password, or user locked", vapi(401, { type: "UNAUTHENTICATED" }), GUEST_LOGIN),
  row("guest user name with forbidden characters", vapi(400, { type: "INVALID_ARGUMENT" }), [
    "INVALID_ARGUMENT",
    "message",
    "not_done",
  ]),
  row("the same, as older hosts report it", vapi(403, { type: "UNAUTHORIZED" }), [
    "UNAUTHORIZED",
    "permission",
    "not_done",
  ]),
  row("empty password on Windows", fault("SystemError", "(3033, 0)"), UNDECLARED),
  row("PAM broken", fault("SystemError", "(1, 0)"), UNDECLARED),
  row("two aliases match a SAML token", vapi(401, { type: "UNAUTHENTICATED" }), GUEST_LOGIN),
  row("two aliases match, undeclared", fault("GuestMultipleMappings", "multiple"), UNDECLARED),
  row("nobody at the desktop, first form", fault("SystemError", "must be logged in interactively"), UNDECLARED),
  row("nobody at the desktop, second form", vapi(503, { type: "SERVICE_UNAVAILABLE" }), [
    "SERVICE_UNAVAILABLE",
    "server",
    "not_done",
    "retryable",
  ]),
  row("nobody at the desktop, third form", vapi(401, { type: "UNAUTHENTICATED" }), GUEST_LOGIN),
  row("Tools not running", vapi(503, { type: "SERVICE_UNAVAILABLE" }), [
    "SERVICE_UNAVAILABLE",
    "server",
    "not_done",
    "retryable",
  ]),
  row("Tools die in mid-call", fault("SystemError", "(3016, 0)"), UNDECLARED),
  row("VM off or in transition", vapi(400, { type: "NOT_ALLOWED_IN_CURRENT_STATE" }), [
    "NOT_ALLOWED_IN_CURRENT_STATE",
    "vm",
    "not_done",
  ]),
  row("vCenter privilege missing", vapi(403, { type: "UNAUTHORIZED" }), ["UNAUTHORIZED", "permission", "not_done"]),
  row("VM unknown", vapi(404, { type: "NOT_FOUND" }), ["NOT_FOUND", "vm", "not_done"]),
];

const SERVER_BUSY = ["SERVICE_UNAVAILABLE", "server", "unknown", "retryable"] as const;
const SENSELESS = ["ERROR", "server", "unknown"] as const;

/** What vCenter, its proxy or something else in between answers. */
export const SERVER_ROWS: readonly Row[] = [
  row("login refused", vapi(401, { type: "UNAUTHENTICATED" }), ["UNAUTHENTICATED", "session", "not_done"], LOG_IN),
  row("login forbidden", plain(403), ["UNAUTHORIZED", "session", "not_done"], LOG_IN),
  row(
    "session limit reached",
    vapi(503, { type: "SERVICE_UNAVAILABLE" }),
    ["SERVICE_UNAVAILABLE", "session", "not_done", "retryable"],
    LOG_IN,
  ),
  row("vCenter starting at login", plain(503), ["SERVICE_UNAVAILABLE", "server", "not_done", "retryable"], LOG_IN),
  row("no vCenter at login", plain(404), ["NOT_FOUND", "session", "not_done"], LOG_IN),
  row("no token in the answer", plain(201, "{}"), ["ERROR", "server", "not_done"], LOG_IN),
  row("session gone twice", vapi(401, { type: "UNAUTHENTICATED" }), ["UNAUTHENTICATED", "session", "not_done"], LIST),
  row("no right to list", vapi(403, { type: "UNAUTHORIZED" }), ["UNAUTHORIZED", "permission", "not_done"], LIST),
  row(
    "too many VMs",
    vapi(500, { type: "UNABLE_TO_ALLOCATE_RESOURCE" }),
    ["UNABLE_TO_ALLOCATE_RESOURCE", "message", "not_done"],
    LIST,
  ),
  row("no such list", vapi(404, { type: "NOT_FOUND" }), ["NOT_FOUND", "vm", "not_done"], LIST),
  row("readiness of an unknown VM", vapi(404, { type: "NOT_FOUND" }), ["NOT_FOUND", "vm", "not_done"], READY),
  row("a lost read", plain(502), ["SERVICE_UNAVAILABLE", "server", "not_done", "retryable"], LIST),
  row("a senseless read", plain(200), ["ERROR", "server", "not_done"], LIST),

  row("401 without a body", plain(401, ""), GUEST_LOGIN),
  row("403 without a vAPI body", plain(403), ["UNAUTHORIZED", "permission", "unknown"]),
  row("404 without a vAPI body", plain(404), ["NOT_FOUND", "vm", "unknown"]),
  row("400 without a vAPI body", plain(400), SENSELESS),
  row("429 without a vAPI body", plain(429), ["SERVICE_UNAVAILABLE", "server", "not_done", "retryable"]),
  row("429 of an unknown type", vapi(429, { type: "SLOW_DOWN" }), ["SLOW_DOWN", "server", "not_done", "retryable"]),
  row("429 of a known type", vapi(429, { type: "UNAUTHORIZED" }), ["UNAUTHORIZED", "permission", "not_done"]),
  row("500 without a vAPI body", plain(500), SENSELESS),
  row("502 without a vAPI body", plain(502), SERVER_BUSY),
  row("503 without a vAPI body", plain(503, "upstream connect error"), SERVER_BUSY),
  row("504 without a vAPI body", plain(504, ""), SERVER_BUSY),
  row("no healthy upstream", plain(503, "no healthy upstream\n"), [
    "SERVICE_UNAVAILABLE",
    "server",
    "not_done",
    "retryable",
  ]),
  row("no healthy upstream, other status", plain(502, "no healthy upstream"), SERVER_BUSY),
  row("a proxy's 407", plain(407), ["RESOURCE_INACCESSIBLE", "network", "not_done"]),
  ...[300, 301, 302, 303, 304, 307, 308].map((status) => row(`redirect ${status}`, plain(status, ""), SENSELESS)),

  row("empty success", plain(200, ""), SENSELESS),
  row("success of another kind", plain(200, '{"value": "/tmp/x"}'), SENSELESS),
  row("success with a fault inside", vapi(200, { type: "ERROR" }), SENSELESS),
  row("success with a refusal inside", vapi(200, { type: "NOT_FOUND" }), SENSELESS),

  row("type missing, 503", vapi(503), ["SERVICE_UNAVAILABLE", "server", "not_done", "retryable"]),
  row("type missing, 500", vapi(500), SENSELESS),
  row("type missing, 404 with data", vapi(404, details("FILE_NOT_FOUND")), ["NOT_FOUND", "path", "not_done"]),
  row("type decides before status", vapi(500, { type: "INVALID_ARGUMENT" }), [
    "INVALID_ARGUMENT",
    "message",
    "not_done",
  ]),
  row("busy at the status of /rest", vapi(400, { type: "RESOURCE_BUSY" }), [
    "RESOURCE_BUSY",
    "vm",
    "not_done",
    "retryable",
  ]),
  row("unknown type, 400", vapi(400, { type: "BRAND_NEW" }), ["BRAND_NEW", "server", "not_done"]),
  row("unknown type, 500", vapi(500, { type: "BRAND_NEW" }), ["BRAND_NEW", "server", "unknown"]),
  row("type that is no word, 503", vapi(503, { type: "a <b> c" }), [
    "SERVICE_UNAVAILABLE",
    "server",
    "unknown",
    "retryable",
  ]),
  row("internal error", vapi(500, { type: "INTERNAL_SERVER_ERROR" }), ["INTERNAL_SERVER_ERROR", "server", "unknown"]),
  row("unknown field", vapi(400, { type: "UNEXPECTED_INPUT" }), ["UNEXPECTED_INPUT", "server", "not_done"]),
  row("unknown field, 500", vapi(500, { type: "UNEXPECTED_INPUT" }), ["UNEXPECTED_INPUT", "server", "not_done"]),
  row("unknown call", vapi(404, { type: "OPERATION_NOT_FOUND" }), ["OPERATION_NOT_FOUND", "server", "not_done"]),
  row("vCenter timed out", vapi(504, { type: "TIMED_OUT" }), ["TIMED_OUT", "server", "unknown", "retryable"]),
  row("vCenter canceled", vapi(500, { type: "CANCELED" }), ["CANCELED", "server", "unknown"]),
  row("host not reached", vapi(500, { type: "RESOURCE_INACCESSIBLE" }), [
    "RESOURCE_INACCESSIBLE",
    "network",
    "unknown",
    "retryable",
  ]),
  row("peer of vCenter not verified", vapi(400, { type: "UNVERIFIED_PEER" }), [
    "UNVERIFIED_PEER",
    "certificate",
    "not_done",
  ]),
  ...["constructor", "toString", "__proto__", "hasOwnProperty"].map((type) =>
    row(`type ${type}`, vapi(500, { type }), [type, "server", "unknown"]),
  ),
];
