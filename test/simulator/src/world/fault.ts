import type { Direction } from "../guest/transfer-spec";

/** A fault that a test has ordered. README, "Faults". */

export type FaultKind =
  | "lost"
  | "cut"
  | "tls_reset"
  | "refuse_connection"
  | "answer"
  | "bad_gateway"
  | "no_healthy_upstream"
  | "garbage"
  | "truncated"
  | "drip"
  | "endless"
  | "endless_headers"
  | "hang"
  | "error"
  | "echo"
  | "transfer_url"
  | "transfer_certificate"
  | "transfer_cut"
  | "transfer_stall"
  | "transfer_short"
  | "transfer_length"
  | "transfer_answer";

export interface FaultOrder {
  kind: FaultKind;
  operation: string;
  vm: string | null;
  /** How many matching calls pass before the first one is hit. */
  after: number;
  /** How many are hit; null: all. */
  times: number | null;
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  work?: boolean | "before" | "after";
  interval_ms?: number;
  error_type?: string;
  messages?: unknown[];
  data?: Record<string, unknown>;
  /** With `{scheme}`, `{host}`, `{port}`, `{id}`, `{token}` in it, as they are in the right one. */
  url?: string;
  /** Those that it hits; both if left out. */
  direction?: Direction;
  /** Of the content. */
  bytes?: number;
  content_length?: number;
}

export interface Fault extends FaultOrder {
  readonly id: string;
}

/** Those that hit requests for transfer URLs. */
export const TRANSFER_FAULTS: readonly FaultKind[] = [
  "transfer_cut",
  "transfer_stall",
  "transfer_short",
  "transfer_length",
  "transfer_answer",
];

/** Those that hit a connection to the ESXi host. */
export const ESXI_CONNECTION_FAULTS: readonly FaultKind[] = ["transfer_certificate"];

/** Those that hit a connection before any request is read. */
export const CONNECTION_FAULTS: readonly FaultKind[] = ["tls_reset", "refuse_connection"];
