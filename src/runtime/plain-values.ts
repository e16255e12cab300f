import { invalid } from "../vcenter/error";
import { shown } from "../vcenter/text";

/**
 * A checkbox of a node; missing or empty: `usual`.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`: text like "false" is neither.
 */
export function flag<T extends boolean | undefined>(value: unknown, label: string, usual: T): boolean | T {
  if (isMissing(value)) {
    return usual;
  }
  if (typeof value !== "boolean") {
    throw invalid("configuration", `The property ${label} of the node must be true or false, but is ${kindOf(value)}. Correct it.`);
  }
  return value;
}

/** What is chosen in a node; missing or empty: the first. @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
export function choice<T extends string>(value: unknown, label: string, choices: readonly [T, ...T[]]): T {
  const chosen = isMissing(value) ? choices[0] : choices.find((one) => one === value);
  if (chosen === undefined) {
    throw invalid("configuration", `The property ${label} of the node must be ${choices.join(" or ")}, but is ${kindOf(value)}. Choose one.`);
  }
  return chosen;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function kindOf(value: unknown): string {
  return typeof value === "string" ? `"${shown(value)}"` : `of type ${typeof value}`;
}
