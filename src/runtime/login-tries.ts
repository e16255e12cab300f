import { performance } from "node:perf_hooks";
import { keyedHash } from "../guest/keyed-hash";
import { type Subject, VCenterError } from "../vcenter/error";
import { PerRuntime } from "./per-runtime";
import type { Access } from "./pools";

/** Refused tries of an account: with one by a message, SSO has not yet locked it (5 refusals by default). */
const MOST = 3;

/** Of these with the same password: the last one is for a corrected one. */
const MOST_ALIKE = 2;

/** SSO locks an account after 5 refusals within 180 s by default; guests often count for longer. */
const LOGIN_COUNTS_MS = 300_000;
const GUEST_LOGIN_COUNTS_MS = 15 * 60_000;

/** Who logs in, and with what. */
export interface TriedLogin {
  /** Without the password: each wrong one counts towards its lock-out. */
  readonly account: string;
  /** Tells the credentials apart without keeping them. */
  readonly fingerprint: string;
}

/** A try that counts as refused until it is known how it went. */
export interface LoginTry {
  accepted(): void;
  failed(error: unknown): void;
}

/** Nothing was sent. UNAUTHENTICATED, with `data.retryAt` (ISO 8601). */
export class TriedTooOften extends VCenterError {}

/** Keeps people who test or try again with wrong credentials from locking an account. */
export class LoginTries {
  readonly #ms: number;
  readonly #subject: Subject;
  /** The tries by account, the oldest first; times of the monotonic clock. */
  readonly #tries = new Map<string, readonly { readonly at: number; readonly fingerprint: string }[]>();

  /** @param ms how long a refusal counts, in milliseconds */
  constructor(subject: Subject, ms: number) {
    this.#subject = subject;
    this.#ms = ms;
  }

  /**
   * Counts a try before it is sent: several at once are no more than several in a row.
   *
   * @throws TriedTooOften
   */
  begin({ account, fingerprint }: TriedLogin): LoginTry {
    this.#forgetOld();
    const tries = this.#tries.get(account) ?? [];
    this.#check(tries, MOST);
    this.#check(tries.filter((one) => one.fingerprint === fingerprint), MOST_ALIKE);
    const one = { at: performance.now(), fingerprint };
    this.#tries.set(account, [...tries, one]);
    return {
      accepted: () => this.#tries.delete(account),
      failed: (error) => {
        if (!this.#mayBeRefused(error)) {
          this.#tries.set(account, (this.#tries.get(account) ?? []).filter((other) => other !== one));
        }
      },
    };
  }

  /** Does a try and counts how it went. @throws as {@link begin}, and what the work throws. */
  async counted(login: TriedLogin, work: () => Promise<void>): Promise<void> {
    const tried = this.begin(login);
    try {
      await work();
      tried.accepted();
    } catch (error) {
      tried.failed(error);
      throw error;
    }
  }

  accepted({ account }: TriedLogin): void {
    this.#tries.delete(account);
  }

  /** A try without an answer may be refused yet. That no session is left says nothing of the password. */
  #mayBeRefused(error: unknown): boolean {
    return (
      error instanceof VCenterError &&
      (["TIMED_OUT", "CANCELED"].includes(error.code) ||
        (error.cause.subject === this.#subject && error.code !== "SERVICE_UNAVAILABLE"))
    );
  }

  #check([first, ...others]: readonly { readonly at: number }[], most: number): void {
    if (first !== undefined && others.length + 1 >= most) {
      throw this.#tooOften(most, first.at + this.#ms - performance.now());
    }
  }

  #tooOften(most: number, ms: number): VCenterError {
    const retryAt = new Date(Date.now() + ms).toISOString();
    return new TriedTooOften(
      `This ${most === MOST ? "user" : "login"} was refused, or not answered, the last ${most} times that it was tested or tried by hand, so nothing was sent:` +
        ` the account could be locked. Correct user or password${most === MOST ? ", and" : ", or"} try again after ${retryAt.replace(/\.\d+Z$/, "Z")}.`,
      "UNAUTHENTICATED",
      { subject: this.#subject, outcome: "not_done", retryable: false, data: { retryAt } },
    );
  }

  #forgetOld(): void {
    const oldest = performance.now() - this.#ms;
    for (const [name, tries] of this.#tries) {
      const young = tries.filter(({ at }) => at > oldest);
      if (young.length === 0) {
        this.#tries.delete(name);
      } else {
        this.#tries.set(name, young);
      }
    }
  }
}

export function vcenterLogin({ server, login: { username, password } }: Access): TriedLogin {
  return { account: `${server.origin}\n${username.toLowerCase()}`, fingerprint: keyedHash([password]) };
}

/** On all VMs of a server: the account may be one of a domain. */
export function guestLogin(server: string, { account, fingerprint }: TriedLogin): TriedLogin {
  return { account: `${server}\n${account.toLowerCase()}`, fingerprint };
}

/** The tries of a runtime: tests and *Try now* count together. */
export class AskedLogins {
  /** {@link vcenterLogin} */
  readonly vcenter = new LoginTries("session", LOGIN_COUNTS_MS);
  /** {@link guestLogin} */
  readonly guests = new LoginTries("guest-login", GUEST_LOGIN_COUNTS_MS);
}

export const askedLogins = new PerRuntime(() => new AskedLogins());
