import { invalid } from "../../vcenter/error";
import { shown } from "../../vcenter/text";
import type { Given } from "../given";

/** Ten years. */
const LONGEST_MINUTES = 5_256_000;

/**
 * Milliseconds of a lifetime in minutes.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `message`.
 */
export function lifetimeOf({ value, name }: Given): number {
  const minutes = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof minutes !== "number" || !(minutes > 0 && minutes <= LONGEST_MINUTES)) {
    const isShown = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
    const found = isShown ? shown(String(value)) : value === undefined || value === null || value === "" ? "missing" : `of type ${typeof value}`;
    throw invalid("message", `The ${name} must be a number of minutes above 0 and at most ${LONGEST_MINUTES}, but is ${found}.`);
  }
  return Math.max(1, Math.round(minutes * 60_000));
}
