import type { GuestCredentials } from "../vcenter/client";
import { keyedHash } from "./keyed-hash";

const known = new WeakMap<GuestCredentials, string>();

/** Tells guest logins apart without keeping their secrets; the same in all pools of this process. */
export function fingerprintOf(credentials: GuestCredentials): string {
  const before = known.get(credentials);
  if (before !== undefined) {
    return before;
  }
  const { type, user_name: user, password, saml_token: token } = credentials;
  const fingerprint = keyedHash([type, user, password ?? token]);
  known.set(credentials, fingerprint);
  return fingerprint;
}

/** Whose login it is, whatever the password: the user, or a token that names none. */
export function accountOf(credentials: GuestCredentials): string {
  return credentials.user_name ?? fingerprintOf(credentials);
}
