import { createHmac, randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { type Subject, VCenterError } from "../../vcenter/error";

/** With a message before them and one after, SSO has not yet locked the account (5 refusals by default). */
const MOST = 3;

/** Keeps tests that are repeated with the same wrong credentials from locking an account. */
export class RefusedTests {
  readonly #ms: number;
  readonly #subject: Subject;
  readonly #key = randomBytes(32);
  readonly #refusals = new Map<string, { readonly times: number[] }>();

  /** @param ms how long a refusal counts, in milliseconds */
  constructor(subject: Subject, ms: number) {
    this.#subject = subject;
    this.#ms = ms;
  }

  /** @throws VCenterError UNAUTHENTICATED, with `data.retryAt`, if they were refused too often. */
  check(credentials: readonly unknown[]): void {
    this.#forgetOld();
    const { times = [] } = this.#refusals.get(this.#nameOf(credentials)) ?? {};
    const [first] = times;
    if (first !== undefined && times.length >= MOST) {
      throw this.#tooOften(first + this.#ms - performance.now());
    }
  }

  refused(credentials: readonly unknown[]): void {
    const name = this.#nameOf(credentials);
    const { times } = this.#refusals.get(name) ?? { times: [] };
    this.#refusals.set(name, { times: [...times, performance.now()] });
  }

  accepted(credentials: readonly unknown[]): void {
    this.#refusals.delete(this.#nameOf(credentials));
  }

  #tooOften(ms: number): VCenterError {
    const retryAt = new Date(Date.now() + ms).toISOString();
    return new VCenterError(
      `This login was refused by the last ${MOST} tests, so nothing was sent: the account could be locked.` +
        ` Correct user or password, or test again after ${retryAt.replace(/\.\d+Z$/, "Z")}.`,
      "UNAUTHENTICATED",
      { subject: this.#subject, outcome: "not_done", retryable: false, data: { retryAt } },
    );
  }

  #forgetOld(): void {
    const oldest = performance.now() - this.#ms;
    for (const [name, { times }] of this.#refusals) {
      const young = times.filter((time) => time > oldest);
      if (young.length === 0) {
        this.#refusals.delete(name);
      } else {
        this.#refusals.set(name, { times: young });
      }
    }
  }

  /** Tells credentials apart without keeping them. */
  #nameOf(credentials: readonly unknown[]): string {
    return createHmac("sha256", this.#key).update(JSON.stringify(credentials)).digest("base64");
  }
}
