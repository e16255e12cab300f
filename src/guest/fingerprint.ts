import { createHmac, randomBytes } from "node:crypto";
import type { GuestCredentials } from "../vcenter/client";

const key = randomBytes(32);
const known = new WeakMap<GuestCredentials, string>();

/** Tells guest logins apart without keeping their secrets; the same in all pools of this process. */
export function fingerprintOf(credentials: GuestCredentials): string {
  const before = known.get(credentials);
  if (before !== undefined) {
    return before;
  }
  const { type, user_name: user, password, saml_token: token } = credentials;
  const text = JSON.stringify([type, user, password ?? token]);
  const fingerprint = createHmac("sha256", key).update(text).digest("base64");
  known.set(credentials, fingerprint);
  return fingerprint;
}
