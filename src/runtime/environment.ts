import { invalid } from "../vcenter/error";
import { shown } from "../vcenter/text";

/** Node-RED leaves `${NAME}` as it is when no such variable is set. */
const UNSET = /^\$\{\S+\}$/;

/**
 * A setting, empty if it was left empty.
 *
 * @param name what a person calls the setting
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if it names an environment variable that is not set.
 */
export function setting(value: unknown, name: string): string {
  const text = textOf(value, name);
  if (UNSET.test(text)) {
    throw invalid("configuration", `The ${name} is ${shown(text)}, but no such environment variable is set. Set it.`);
  }
  return text;
}

/** As {@link setting}, for what may be a password that only looks like a variable: the error does not show it. */
export function secretSetting(value: unknown, name: string): string {
  const text = textOf(value, name);
  if (UNSET.test(text)) {
    throw invalid("configuration", `The ${name} names an environment variable that is not set. Set it.`);
  }
  return text;
}

function textOf(value: unknown, name: string): string {
  // The variables of a flow, group or subflow may be numbers.
  const text = typeof value === "number" ? String(value) : (value ?? "");
  if (typeof text !== "string") {
    throw invalid("configuration", `The ${name} must be text, but is of type ${typeof text}. Correct it.`);
  }
  return text;
}
