import type { GuestUser } from "../model/guest-user";
import type { GuestCredentials } from "./credentials";
import { GuestError } from "./guest-error";
import type { Machine } from "./machine";

/** Longest user name that VGAuth takes (open-vm-tools vgauth/common/usercheck.c). */
const USER_NAME_LIMIT = 256;

/** The guest user of the credentials, or the error with which the guest refuses them. */
export function login(machine: Machine, credentials: GuestCredentials): GuestUser {
  if (credentials.interactive_session) {
    checkDesktop(machine, credentials);
  }
  return credentials.type === "SAML_BEARER_TOKEN"
    ? loginByToken(machine, credentials)
    : loginByPassword(machine, credentials);
}

/** CONTRACT.md section 4: an interactive session needs the same user on the desktop, and a password login. */
function checkDesktop(machine: Machine, credentials: GuestCredentials): void {
  if (credentials.type !== "USERNAME_PASSWORD") {
    throw new GuestError("NOT_SUPPORTED");
  }
  const { interactive_user: atDesktop } = machine.config;
  if (atDesktop === null || !machine.isSameUser(atDesktop, credentials.user_name ?? "")) {
    throw new GuestError("INTERACTIVE_SESSION_USER_MISMATCH");
  }
}

function loginByPassword(machine: Machine, credentials: GuestCredentials): GuestUser {
  const { user_name: name = "", password = "" } = credentials;
  if (machine.config.vgauth_broken) {
    throw new GuestError("FAIL");
  }
  if (!isLegalUserName(name) || !password.isWellFormed()) {
    throw new GuestError("INVALID_ARG");
  }
  const user = machine.user(name);
  if (user !== null && user.password === password && password !== "" && isUsable(user)) {
    return user;
  }
  const emptyOnWindows = machine.config.family === "WINDOWS" && password === "";
  throw new GuestError(emptyOnWindows ? "EMPTY_PASSWORD_NOT_ALLOWED_IN_GUEST" : "INVALID_LOGIN_CREDENTIALS");
}

/** The token stands for the users whose alias it matches; a name picks one of them. */
function loginByToken(machine: Machine, credentials: GuestCredentials): GuestUser {
  if (!machine.config.saml) {
    throw new GuestError("NOT_SUPPORTED");
  }
  if (machine.config.vgauth_broken) {
    throw new GuestError("FAIL");
  }
  const { user_name: name, saml_token: token } = credentials;
  const named = name === undefined || name === "" ? null : machine.user(name);
  const matching = machine.users.filter((user) => user.saml_token !== null && user.saml_token === token);
  const candidates = name === undefined || name === "" ? matching : matching.filter((user) => user === named);
  const [user, second] = candidates;
  if (second !== undefined) {
    throw new GuestError("MULTIPLE_MAPPINGS");
  }
  if (user === undefined || !isUsable(user)) {
    throw new GuestError("INVALID_LOGIN_CREDENTIALS");
  }
  return user;
}

function isUsable(user: GuestUser): boolean {
  return !user.locked && !user.expired;
}

/** Not empty, no `< > /`, at most the one backslash of `DOMAIN\user`. */
function isLegalUserName(name: string): boolean {
  const backslashes = name.split("\\").length - 1;
  const fits = name !== "" && Buffer.byteLength(name) <= USER_NAME_LIMIT;
  return fits && name.isWellFormed() && !/[<>/]/.test(name) && backslashes <= 1;
}
