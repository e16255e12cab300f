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
  | "echo";

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
}

export interface Fault extends FaultOrder {
  readonly id: string;
}

/** Those that hit a connection before any request is read. */
export const CONNECTION_FAULTS: readonly FaultKind[] = ["tls_reset", "refuse_connection"];
