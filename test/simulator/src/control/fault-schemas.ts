import { CONNECTION_FAULTS, ESXI_CONNECTION_FAULTS, type FaultKind } from "../world/fault";
import type { Schema } from "./input";

/** What each kind of fault takes beside what all take: README, "Faults". */
const status: Schema = { type: "integer", minimum: 200, maximum: 599 };

const headers: Schema = { type: "object", additionalProperties: { type: "string" } };
const direction: Schema = { enum: ["upload", "download"] };
const work: Schema = { enum: ["before", "after"] };
const bytes: Schema = { type: "integer", minimum: 0 };

const OWN_FIELDS: Record<FaultKind, Record<string, Schema>> = {
  lost: { work },
  cut: {},
  tls_reset: {},
  refuse_connection: {},
  answer: {
    status,
    headers,
    body: { type: "string" },
    work: { type: "boolean" },
  },
  bad_gateway: {},
  no_healthy_upstream: {},
  garbage: {},
  truncated: {},
  drip: { interval_ms: { type: "number", minimum: 1, maximum: 2 ** 31 - 1 } },
  endless: {},
  endless_headers: {},
  hang: { work },
  error: { status, error_type: { type: "string" }, messages: { type: "array" }, data: {} },
  echo: {},
  transfer_url: { url: { type: "string" } },
  transfer_certificate: {},
  transfer_cut: { direction, bytes },
  transfer_stall: { direction, bytes },
  transfer_short: { direction, bytes },
  transfer_length: { content_length: bytes },
  transfer_answer: { direction, status, headers, body: { type: "string" } },
};

export const RELEASE: Schema = {
  type: "object",
  properties: { most: { type: "integer", minimum: 1 } },
  additionalProperties: false,
};

export const FAULT_KIND: Schema = {
  type: "object",
  properties: { kind: { enum: Object.keys(OWN_FIELDS) } },
  required: ["kind"],
};

export const FAULT_SCHEMAS = Object.fromEntries(
  Object.entries(OWN_FIELDS).map(([kind, fields]) => [kind, faultSchema(kind as FaultKind, fields)]),
) as Record<FaultKind, Schema>;

function faultSchema(kind: FaultKind, fields: Record<string, Schema>): Schema {
  const calls = [...CONNECTION_FAULTS, ...ESXI_CONNECTION_FAULTS].includes(kind) ? {} : { vm: { type: ["string", "null"] } };
  return {
    type: "object",
    properties: {
      kind: { const: kind },
      operation: { type: "string" },
      after: { type: "integer", minimum: 0 },
      times: { type: ["integer", "null"], minimum: 1 },
      ...calls,
      ...fields,
    },
    additionalProperties: false,
  };
}
