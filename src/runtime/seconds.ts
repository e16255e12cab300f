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
  const number = typeof seconds === "string" && seconds.trim() !== "" ? Number(seconds) : seconds;
  if (typeof number !== "number" || !(number > 0) || number * 1000 > LONGEST_MS) {
    throw invalid(
      "configuration",
      `The ${name} must be a number of seconds above 0 and at most ${LONGEST_MS / 1000}, but is ${described(seconds)}.`,
    );
  }
  return Math.max(1, Math.round(number * 1000));
}

function described(value: unknown): string {
  if (typeof value === "number" || (typeof value === "string" && value.trim() !== "")) {
    return shown(String(value));
  }
  return typeof value === "string" ? "empty" : `of type ${typeof value}`;
}
