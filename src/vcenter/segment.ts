import { invalid } from "./error";
import { shown } from "./text";

/**
 * A path segment. `.` and `..` stay as they are in percent-encoding, so a URL parser would walk them.
 *
 * @throws VCenterError INVALID_ARGUMENT for what no segment can hold.
 */
export function segment(text: string, name = "VM id"): string {
  if (/^\.{0,2}$/.test(text) || /\p{Surrogate}/u.test(text)) {
    throw invalid("message", `The ${name} "${shown(text)}" cannot stand in a URL. Correct it.`);
  }
  return encodeURIComponent(text);
}
