import type { VCenterError } from "./error";

/** SSO locks an account after 5 refusals within 180 s by default. */
const REFUSED_MS = 300_000;

/** vCenter has no session left for this user. */
const NO_SESSION_MS = 30_000;

const REFUSALS: ReadonlySet<string> = new Set(["UNAUTHENTICATED", "UNAUTHORIZED"]);

/** How long a login is not tried again after an error, in milliseconds; `undefined` if it was not refused. */
export function refusedFor({ code, cause: { subject, status } }: VCenterError): number | undefined {
  if (subject !== "session") {
    return undefined;
  }
  if (status === 401 || REFUSALS.has(code)) {
    return REFUSED_MS;
  }
  return code === "SERVICE_UNAVAILABLE" ? NO_SESSION_MS : undefined;
}
