import { performance } from "node:perf_hooks";
import { VCenterError, type VCenterErrorCause } from "./error";

/** A login that was refused. */
export interface Refusal {
  /** With the time of the next try in `data.retryAt`. */
  readonly error: VCenterError;
  /** Whether that time has come, so that the next message tries it. */
  readonly mayTry: boolean;
}

/** Keeps a login that was refused from being tried again at once: accounts are locked after a few refusals. */
export class Latch {
  #error: VCenterError | undefined;
  #due = 0;
  #isTried = false;

  /**
   * Lets who calls it pass, unless there was a refusal. When its time is over it lets one pass, who then says how it
   * went: {@link set}, {@link clear} or {@link undecided}.
   *
   * @throws VCenterError the refusal, with `data.retryAt`.
   */
  pass(): void {
    this.check();
    this.#isTried = this.#error !== undefined;
  }

  /** As {@link pass}, but takes no try. */
  check(): void {
    if (this.#error !== undefined && this.isClosed) {
      throw this.#error;
    }
  }

  /** Whether nobody may pass. */
  get isClosed(): boolean {
    return this.#error !== undefined && (this.#isTried || performance.now() < this.#due);
  }

  /** Whether it was refused, and has not been accepted since. */
  get isSet(): boolean {
    return this.#error !== undefined;
  }

  /** Whether it was refused, and is not being tried again. */
  get isHolding(): boolean {
    return this.#error !== undefined && !this.#isTried;
  }

  /** What it was set for; `undefined` if it was not refused, or accepted since. */
  get refusal(): Refusal | undefined {
    return this.#error && { error: this.#error, mayTry: !this.isClosed };
  }

  /** Ends the waiting time: the next one may try. */
  release(): void {
    this.#due = -Infinity;
  }

  /** @returns the refusal with the time of the next try (ISO 8601) in `data.retryAt`. */
  set({ message, code, cause }: VCenterError, ms: number): VCenterError {
    this.#due = performance.now() + ms;
    this.#isTried = false;
    const retryAt = new Date(Date.now() + ms).toISOString();
    const data = { ...cause.data, retryAt };
    this.#error = new VCenterError(withoutTime({ message, cause }) + notBefore({ ...cause, data }), code, { ...cause, data });
    return this.#error;
  }

  clear(): void {
    this.#error = undefined;
    this.#isTried = false;
  }

  /** The try told nothing of the login: the next one may try. */
  undecided(): void {
    this.#isTried = false;
  }
}

/** The message of an error without its sentence on the next try. */
export function withoutTime({ message, cause }: Pick<VCenterError, "message" | "cause">): string {
  const sentence = notBefore(cause);
  return sentence === "" ? message : message.replace(sentence, "");
}

/** The sentence on the next try, for the end of an error's message; empty if it has no such time. */
export function notBefore({ data }: VCenterErrorCause): string {
  const retryAt = typeof data?.retryAt === "string" ? data.retryAt.replace(/\.\d+Z$/, "Z") : undefined;
  return retryAt === undefined
    ? ""
    : ` It is not tried again before ${retryAt}, unless it is corrected or a deploy restarts the connection.`;
}
