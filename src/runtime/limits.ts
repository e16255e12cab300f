import { invalid } from "../vcenter/error";
import { shown } from "../vcenter/text";
import { millisecondsOf, millisecondsOrNone } from "./seconds";

/** The limits of a connection node in the flow file. */
export interface LimitFields {
  readonly maxConcurrent?: unknown;
  readonly maxConcurrentPerVm?: unknown;
  readonly queueLimit?: unknown;
  /** Seconds; 0: none. */
  readonly queueTimeout?: unknown;
  /** Seconds. */
  readonly timeout?: unknown;
  readonly maxAttempts?: unknown;
  /** Seconds. */
  readonly waitForTools?: unknown;
}

/** The limits of a connection; times in milliseconds. */
export interface ConnectionLimits {
  readonly maxConcurrent: number;
  readonly maxConcurrentPerVm: number;
  /** Messages of one action node that wait. */
  readonly queueLimit: number;
  /** Infinity: none. */
  readonly queueTimeout: number;
  readonly timeout: number;
  readonly maxAttempts: number;
  readonly waitForTools: number;
}

/** @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
export function limitsOf(fields: LimitFields): ConnectionLimits {
  return {
    maxConcurrent: countOf(given(fields.maxConcurrent, 32), "Calls at once"),
    maxConcurrentPerVm: countOf(given(fields.maxConcurrentPerVm, 1), "Jobs per VM"),
    queueLimit: countOf(given(fields.queueLimit, 10_000), "Queue limit"),
    queueTimeout: millisecondsOrNone(given(fields.queueTimeout, 600), 'limit "Max. wait" of the connection') || Infinity,
    timeout: millisecondsOf(fields.timeout ?? 60, "timeout of the connection"),
    maxAttempts: countOf(given(fields.maxAttempts, 5), "Attempts"),
    waitForTools: millisecondsOrNone(given(fields.waitForTools, 0), 'limit "Tools wait" of the connection'),
  };
}

/** A connection of an older flow has no such limit, or an empty one once its dialog was open. */
function given(value: unknown, usual: number): unknown {
  return value === undefined || value === null || value === "" ? usual : value;
}

function countOf(value: unknown, name: string): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 1) {
    const found = typeof value === "number" || typeof value === "string" ? `"${shown(String(value))}"` : `a ${typeof value}`;
    throw invalid("configuration", `The limit "${name}" of the connection must be a whole number above 0, but is ${found}.`);
  }
  return number;
}
