import type { GuestCredentials } from "../vcenter/client";
import { VCenterError } from "../vcenter/error";

const NOT_ON_OR_AFTER = /<(?:[\w.-]+:)?Conditions\b[^>]{0,1000}?\bNotOnOrAfter\s*=\s*["']([^"']{1,40})["']/;
const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)?$/;

/**
 * Refuses a SAML token whose time is over before it is sent: each refusal by a guest counts towards a lock-out.
 *
 * @throws VCenterError UNAUTHENTICATED, subject `guest-login`.
 */
export function checkExpiry({ saml_token: token }: GuestCredentials): void {
  const end = token === undefined ? NaN : timeOf(endOf(token));
  if (end <= Date.now()) {
    throw new VCenterError(
      `The SAML token of the guest login expired at ${new Date(end).toISOString()}. Enter a new one, or let the function` +
        " vcenterConnectionGuestLogin in settings.js give one for each message.",
      "UNAUTHENTICATED",
      { subject: "guest-login", outcome: "not_done", retryable: false },
    );
  }
}

/** Of an `xs:dateTime`, which is UTC where it names no zone; what else `Date.parse` takes for a date may be none. */
function timeOf(text: string): number {
  const [, time = "", zone = "Z"] = DATE_TIME.exec(text) ?? [];
  return Date.parse(`${time}${zone}`);
}

/** The token is XML, or its base64; empty if it does not say when it ends. */
function endOf(token: string): string {
  const xml = token.includes("<") ? token : Buffer.from(token, "base64").toString("utf8");
  return NOT_ON_OR_AFTER.exec(xml)?.[1] ?? "";
}
