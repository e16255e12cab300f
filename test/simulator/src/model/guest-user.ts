import { GUEST_PASSWORD, GUEST_SAML_TOKEN, GUEST_USER } from "../defaults";
import type { Family } from "./vm";

/** An account inside a guest. README, "Guest user". */
export interface GuestUser {
  name: string;
  password: string;
  /** The profile directory; null: none, as for a Windows user who never logged on. */
  home: string | null;
  uid: number;
  locked: boolean;
  expired: boolean;
  admin: boolean;
  /** Trees in which the user may write, where the modes put there explicitly do not say otherwise. */
  writable: string[];
  /** The token whose alias maps to this user; null: none. */
  saml_token: string | null;
}

const FIRST_UID = 1000;

export function newGuestUser(name: string, family: Family, existing: readonly GuestUser[]): GuestUser {
  const home = family === "LINUX" ? `/home/${name}` : `C:\\Users\\${name}`;
  const uid = existing.reduce((next, user) => Math.max(next, user.uid + 1), FIRST_UID);
  return {
    name,
    password: "",
    home,
    uid,
    locked: false,
    expired: false,
    admin: false,
    writable: family === "LINUX" ? ["/tmp", "/var/tmp", home] : ["C:\\Windows\\Temp", home],
    saml_token: null,
  };
}

export function defaultGuestUser(family: Family): GuestUser {
  return { ...newGuestUser(GUEST_USER, family, []), password: GUEST_PASSWORD, saml_token: GUEST_SAML_TOKEN };
}
