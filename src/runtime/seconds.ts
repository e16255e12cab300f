import { invalid } from "../vcenter/error";
import { shown } from "../vcenter/text";

/** What a timer can hold, in milliseconds; a longer one fires at once (measured). */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Milliseconds of a time limit in seconds.
 *
 * @param name what a person calls the limit
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`.
 */
export function millisecondsOf(seconds: unknown, name: string): number {
  const ms = milliseconds(seconds);
  if (!(ms > 0)) {
    throw invalid("configuration", `The ${name} must be a number of seconds above 0 and ${found(seconds)}`);
  }
  return Math.max(1, Math.round(ms));
}

/** As {@link millisecondsOf}, but 0 is taken too. */
export function millisecondsOrNone(seconds: unknown, name: string): number {
  const ms = milliseconds(seconds);
  if (!(ms >= 0)) {
    throw invalid("configuration", `The ${name} must be a number of seconds of at least 0 and ${found(seconds)}`);
  }
  return Math.ceil(ms);
}

/** NaN for what is no number, or longer than a timer can hold. */
function milliseconds(seconds: unknown): number {
  const number = typeof seconds === "string" && seconds.trim() !== "" ? Number(seconds) : seconds;
  return typeof number === "number" && number * 1000 <= LONGEST_MS ? number * 1000 : NaN;
}

function found(seconds: unknown): string {
  return `at most ${LONGEST_MS / 1000}, but is ${described(seconds)}.`;
}

function described(value: unknown): string {
  if (typeof value === "number" || (typeof value === "string" && value.trim() !== "")) {
    return shown(String(value));
  }
  return typeof value === "string" ? "empty" : `of type ${typeof value}`;
}
