import type { IncomingHttpHeaders } from "node:http";
import { contract } from "../contract/contract";
import type { Match } from "../contract/match";
import { checkRequest, type RequestFindings } from "../contract/request-check";
import type { RequestRecord } from "../world/journal";
import type { World } from "../world/world";
import { SESSION_HEADER } from "./api-call";

export interface RawRequest {
  method: string;
  /** As it stood on the wire. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** One request, read and written down. */
export interface Exchange {
  request: RawRequest;
  match: Match | null;
  /** The JSON of the body; undefined: none, or not JSON. */
  body: unknown;
  findings: RequestFindings;
  record: RequestRecord;
}

export function beginExchange(world: World, request: RawRequest): Exchange {
  const match = contract().match(request.method, request.url);
  const body = parseBody(request.body);
  const findings = match === null ? { unexpected: [], invalid: [] } : checkRequest(contract(), match, body);
  const record: RequestRecord = {
    operation: match?.operation.id ?? null,
    method: request.method,
    path: request.url,
    vm: match?.variables["vm"] ?? null,
    headers: { ...request.headers },
    body: keptBody(request.body, body),
    status: null,
    violations: violations(request, match, findings),
  };
  world.journal.add(record);
  return { request, match, body, findings, record };
}

function violations({ headers, body }: RawRequest, match: Match | null, findings: RequestFindings): string[] {
  if (match === null) {
    return ["the contract has no such operation"];
  }
  const { needsSession, bodySchema } = match.operation;
  const json = /^application\/json\b/i.test(headers["content-type"] ?? "");
  return [
    ...(needsSession && headers[SESSION_HEADER] === undefined ? [`the header ${SESSION_HEADER} is missing`] : []),
    ...(bodySchema !== null && !json ? ["the header content-type is not application/json"] : []),
    ...(bodySchema === null && body.length > 0 ? ["a body where none is expected"] : []),
    ...findings.unexpected,
    ...findings.invalid,
  ];
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(strictUtf8.decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

const LARGEST_KEPT = 64 * 1024;
const KEPT_BEGINNING = 4096;

/** Thousands of requests are kept, so of a large body only the beginning. */
function keptBody(bytes: Buffer, json: unknown): unknown {
  if (bytes.length === 0) {
    return null;
  }
  const isKept = json !== undefined && bytes.length <= LARGEST_KEPT;
  return isKept ? json : bytes.subarray(0, KEPT_BEGINNING).toString("utf8");
}
