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
  const text = typeof value === "string" ? value : "";
  if (UNSET.test(text)) {
    throw invalid("configuration", `The ${name} is ${shown(text)}, but no such environment variable is set. Set it.`);
  }
  return text;
}
