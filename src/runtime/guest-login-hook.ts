import type { NodeAPI } from "node-red";
import type { GuestCredentials } from "../vcenter/client";
import { isRecord } from "../vcenter/answer";
import { VCenterError } from "../vcenter/error";

/** What the function in settings.js is asked: `login` is undefined for the connection's own. */
export interface GuestLoginQuestion {
  readonly server: string;
  readonly vm: string;
  readonly login: string | undefined;
}

export type Hook = (question: GuestLoginQuestion) => unknown;

/** The function `vcenterConnectionGuestLogin` of settings.js, for vaults and tokens that live shortly. */
export function guestLoginHook(RED: NodeAPI): Hook | undefined {
  const hook = (RED.settings as { vcenterConnectionGuestLogin?: unknown }).vcenterConnectionGuestLogin;
  return typeof hook === "function" ? (hook as Hook) : undefined;
}

/**
 * The guest login that the function gives; `undefined` if it leaves the choice to the stored ones. What it throws is
 * not repeated, since it may hold a secret.
 *
 * @throws VCenterError ERROR, subject `guest-login`.
 */
export async function askHook(
  hook: Hook,
  question: GuestLoginQuestion,
  isInteractive: boolean,
): Promise<GuestCredentials | undefined> {
  let credentials: GuestCredentials | undefined | null;
  try {
    credentials = credentialsIn(await hook(question), isInteractive);
  } catch {
    throw failed("threw an error");
  }
  if (credentials === null) {
    throw failed("gave neither {username, password} nor {username?, samlToken} nor undefined");
  }
  return credentials;
}

/** @returns `undefined` if the stored logins are to be used, null if the answer makes no sense. */
function credentialsIn(answer: unknown, isInteractive: boolean): GuestCredentials | undefined | null {
  if (answer === undefined) {
    return undefined;
  }
  return isRecord(answer) ? (samlFrom(answer) ?? passwordFrom(answer, isInteractive) ?? null) : null;
}

function passwordFrom({ username, password, samlToken }: Record<string, unknown>, isInteractive: boolean) {
  return isText(username) && typeof password === "string" && samlToken === undefined
    ? ({ interactive_session: isInteractive, type: "USERNAME_PASSWORD", user_name: username, password } as const)
    : undefined;
}

function samlFrom({ username, password, samlToken }: Record<string, unknown>) {
  return isText(samlToken) && password === undefined && (username === undefined || isText(username))
    ? ({
        interactive_session: false,
        type: "SAML_BEARER_TOKEN",
        saml_token: samlToken,
        ...(username !== undefined && { user_name: username }),
      } as const)
    : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function failed(what: string): VCenterError {
  return new VCenterError(
    `The function vcenterConnectionGuestLogin in settings.js ${what}. Correct it, and see what it depends on.`,
    "ERROR",
    { subject: "guest-login", outcome: "not_done", retryable: false },
  );
}
