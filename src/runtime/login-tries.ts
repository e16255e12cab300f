import { performance } from "node:perf_hooks";
import { keyedHash } from "../guest/keyed-hash";
import { type Subject, VCenterError } from "../vcenter/error";
import { PerRuntime } from "./per-runtime";
import type { Access } from "./pools";

/** With a message before them and one after, SSO has not yet locked the account (5 refusals by default). */
const MOST = 3;

/** SSO locks an account after 5 refusals within 180 s by default; guests often count for longer. */
const LOGIN_COUNTS_MS = 300_000;
const GUEST_LOGIN_COUNTS_MS = 15 * 60_000;

/** A try that counts as refused until it is known how it went. */
export interface LoginTry {
  accepted(): void;
  failed(error: unknown): void;
}

/** Nothing was sent. UNAUTHENTICATED, with `data.retryAt` (ISO 8601). */
export class TriedTooOften extends VCenterError {}

/** Keeps people who test or try again with the same wrong credentials from locking an account. */
export class LoginTries {
  readonly #ms: number;
  readonly #subject: Subject;
  /** The times of tries (monotonic clock), the oldest first. */
  readonly #tries = new Map<string, readonly { readonly at: number }[]>();

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
  begin(credentials: readonly unknown[]): LoginTry {
    this.#forgetOld();
    const name = keyedHash(credentials);
    const tries = this.#tries.get(name) ?? [];
    const [first] = tries;
    if (first !== undefined && tries.length >= MOST) {
      throw this.#tooOften(first.at + this.#ms - performance.now());
    }
    const one = { at: performance.now() };
    this.#tries.set(name, [...tries, one]);
    return {
      accepted: () => this.#tries.delete(name),
      failed: (error) => {
        if (!this.#mayBeRefused(error)) {
          this.#tries.set(name, (this.#tries.get(name) ?? []).filter((other) => other !== one));
        }
      },
    };
  }

  /** Does a try and counts how it went. @throws as {@link begin}, and what the work throws. */
  async counted(credentials: readonly unknown[], work: () => Promise<void>): Promise<void> {
    const tried = this.begin(credentials);
    try {
      await work();
      tried.accepted();
    } catch (error) {
      tried.failed(error);
      throw error;
    }
  }

  accepted(credentials: readonly unknown[]): void {
    this.#tries.delete(keyedHash(credentials));
  }

  /** A try without an answer may be refused yet. That no session is left says nothing of the password. */
  #mayBeRefused(error: unknown): boolean {
    return (
      error instanceof VCenterError &&
      (["TIMED_OUT", "CANCELED"].includes(error.code) ||
        (error.cause.subject === this.#subject && error.code !== "SERVICE_UNAVAILABLE"))
    );
  }

  #tooOften(ms: number): VCenterError {
    const retryAt = new Date(Date.now() + ms).toISOString();
    return new TriedTooOften(
      `This login was refused, or not answered, the last ${MOST} times that it was tested or tried by hand, so nothing was sent:` +
        ` the account could be locked. Correct user or password, or try again after ${retryAt.replace(/\.\d+Z$/, "Z")}.`,
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

/** What tells an account of vCenter apart, its password included. */
export function accountOf({ server, login }: Access): readonly unknown[] {
  return [server.origin, login.username, login.password];
}

/** The same for one of guests. @param fingerprint of its credentials */
export function guestAccountOf(server: string, fingerprint: string): readonly unknown[] {
  return [server, fingerprint];
}

/** The tries of a runtime: tests and *Try now* count together. */
export class AskedLogins {
  /** By {@link accountOf}. */
  readonly vcenter = new LoginTries("session", LOGIN_COUNTS_MS);
  /** By {@link guestAccountOf}. */
  readonly guests = new LoginTries("guest-login", GUEST_LOGIN_COUNTS_MS);
}

export const askedLogins = new PerRuntime(() => new AskedLogins());
