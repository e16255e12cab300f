import type { VCenterError } from "../vcenter/error";

/** What a call did not get an answer to, whatever the server calls it, may get one next time. */
const SENSELESS: ReadonlySet<string> = new Set(["ERROR", "INTERNAL_SERVER_ERROR"]);

/** Whether the same call may succeed next time, if nothing is done twice by it. */
export function mayPass({ code, cause }: VCenterError): boolean {
  return cause.retryable || SENSELESS.has(code);
}
