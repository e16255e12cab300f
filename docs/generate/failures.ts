import contract from "../../contract/vcenter-guest.openapi.json";
import { failureFromAnswer } from "../../src/vcenter/answer-error";
import type { Answer } from "../../src/vcenter/answer";
import { NotConnected, UnknownCertificate } from "../../src/vcenter/connector";
import { failureFromException, NO_CONNECTION, SENSELESS } from "../../src/vcenter/exception-error";
import type { Failure } from "../../src/vcenter/explain";
import { Interrupted } from "../../src/vcenter/interrupted";
import { type Attempt, lookedForOperation, type Operation, operations } from "../../src/vcenter/operations";
import { failureFromHost } from "../../src/vcenter/transfer-error";
import { unreachable } from "../../src/guest/failure";

/** A failure as the code sees it, and what was tried. */
export interface Met {
  readonly failure: Failure;
  readonly attempt: Attempt;
}

interface Declared {
  readonly "x-error-types"?: readonly string[];
  readonly "x-error-data"?: Readonly<Record<string, string>>;
}

interface Described {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Declared>>;
}

/** What the contract does not declare, since any operation may answer so (CONTRACT.md section 4). */
const UNDECLARED: readonly [status: number, type: string][] = [
  [400, "UNEXPECTED_INPUT"],
  [404, "OPERATION_NOT_FOUND"],
  [500, "CANCELED"],
  [500, "ERROR"],
  [500, "INTERNAL_SERVER_ERROR"],
  [500, "RESOURCE_INACCESSIBLE"],
  [500, "TIMED_OUT"],
  [500, "UNVERIFIED_PEER"],
];

/** Without a vAPI error: of proxies, of other servers, and successes that make no sense. */
const FOREIGN_STATUSES = [200, 302, 407, 429, 500, 502, 503];
const FOREIGN_STATUSES_OF_LOGIN = [401, 403, 404];
const HOST_STATUSES = [403, 404, 407, 429, 500, 503];

const asItIs = (text: string): string => text;
const calls = (Object.values(operations) as Operation[]).filter(({ id }) => id !== undefined);
const moves = (Object.values(operations) as Operation[]).filter(({ id }) => id === undefined);
const described = Object.values(contract.paths as unknown as Record<string, Record<string, Described>>).flatMap((path) => Object.values(path));

/** Each failure that a call to vCenter or a transfer can end with, by the code that tells them. */
export function failures(): Met[] {
  return [
    ...calls.flatMap((operation) => answersTo(operation).map((answer) => answered(answer, operation))),
    ...calls.flatMap(exceptionsOf),
    ...exceptionsOf(lookedForOperation("file")),
    ...moves.flatMap(transferFailures),
    ...calls.filter(({ guest }) => guest).flatMap(guestFailures),
  ];
}

function answered(answer: Answer, operation: Operation): Met {
  const attempt = { operation, server: "" };
  return { failure: failureFromAnswer(answer, attempt, asItIs), attempt };
}

function answersTo(operation: Operation): Answer[] {
  const { responses = {} } = described.find(({ operationId }) => operationId === operation.id) ?? {};
  const declared = Object.entries(responses).flatMap(([status, { "x-error-types": types = [], "x-error-data": data = {} }]) =>
    types.flatMap((type) => [vapi(Number(status), type), ...(type in data ? [vapi(Number(status), type, { reason: "" })] : [])]),
  );
  const foreign = operation === operations.logIn ? [...FOREIGN_STATUSES, ...FOREIGN_STATUSES_OF_LOGIN] : FOREIGN_STATUSES;
  return [
    ...declared,
    ...UNDECLARED.map(([status, type]) => vapi(status, type)),
    ...foreign.map((status) => ({ status, text: "" })),
  ];
}

function vapi(status: number, type: string, data?: object): Answer {
  return { status, text: JSON.stringify({ error_type: type, messages: [], data }) };
}

function exceptionsOf(operation: Operation): Met[] {
  const attempt = { operation, server: "" };
  const connections = [...NO_CONNECTION.keys()].filter((code) => code !== "EFORBIDDENADDRESS");
  const thrown = [
    ...["ENOTFOUND", ...connections].map((code) => new NotConnected(coded(code))),
    ...[403, 407, 502].map((status) => new NotConnected(refusedByProxy(status), "proxy")),
    new NotConnected(coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE")),
    new NotConnected(new UnknownCertificate("…")),
    new NotConnected(coded("")),
    new Interrupted("TIMED_OUT", true),
    new Interrupted("RESET", true),
    new Interrupted("CLOSED", true),
    ...["ECONNRESET", ...SENSELESS.keys(), ""].map(coded),
  ];
  return thrown.map((error) => ({ failure: failureFromException(error, attempt), attempt }));
}

function transferFailures(operation: Operation): Met[] {
  const attempt = { operation, server: "", host: "…" };
  const thrown = [
    new NotConnected(coded("ECONNREFUSED"), "ESXi host"),
    new NotConnected(coded("EFORBIDDENADDRESS"), "ESXi host"),
    new NotConnected(coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "ESXi host"),
    new NotConnected(new UnknownCertificate("…"), "ESXi host"),
    new NotConnected(coded(""), "ESXi host"),
    new Interrupted("TIMED_OUT", true),
    new Interrupted("RESET", true),
    ...["ECONNRESET", ...SENSELESS.keys()].map(coded),
  ];
  const mapped = { ...attempt, mappedTo: "…" };
  return [
    ...HOST_STATUSES.map((status) => ({ failure: failureFromHost(status, attempt), attempt })),
    ...thrown.map((error) => ({ failure: failureFromException(error, attempt), attempt })),
    { failure: failureFromException(thrown[0], mapped), attempt: mapped },
  ];
}

/** What only the job knows: whether it had begun, and whether VMware Tools was to blame. */
function guestFailures(operation: Operation): Met[] {
  const attempt = { operation, server: "" };
  const unavailable = failureFromAnswer(vapi(503, "SERVICE_UNAVAILABLE"), attempt, asItIs);
  const waiting = (["TIMED_OUT", "RESET", "CLOSED"] as const).map((reason) => failureFromException(new Interrupted(reason, false), attempt));
  const found: Failure[] = [
    { ...unavailable, subject: "tools" },
    ...waiting.map((failure) => ({ ...failure, subject: "queue" as const })),
    unreachable(undefined),
  ];
  return found.map((failure) => ({ failure, attempt }));
}

function coded(code: string): Error {
  return Object.assign(new Error("x"), { code });
}

/** As undici tells it. */
function refusedByProxy(status: number): Error {
  return Object.assign(new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`), { name: "AbortError", code: "UND_ERR_ABORTED" });
}
