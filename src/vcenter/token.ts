import { performance } from "node:perf_hooks";

/** A session token of vCenter, with what decides when it is replaced and when it may be deleted. */
export class Token {
  readonly #value: string;
  readonly #since = performance.now();
  #calls = 0;
  #lastUsed = performance.now();
  #whenUnused: (() => void) | undefined;

  constructor(value: string) {
    this.#value = value;
  }

  /** Milliseconds since it was last sent or a call with it ended; one that hangs does not keep a session fresh. */
  get idle(): number {
    return performance.now() - this.#lastUsed;
  }

  /** Milliseconds since it was made. */
  get age(): number {
    return performance.now() - this.#since;
  }

  /** Lends the secret to one call. */
  async lend<T>(call: (value: string) => Promise<T>): Promise<T> {
    this.#calls += 1;
    this.#lastUsed = performance.now();
    try {
      return await call(this.#value);
    } finally {
      this.#calls -= 1;
      this.#lastUsed = performance.now();
      this.#tellWhenUnused();
    }
  }

  /** Runs once, when no call holds the token any more. */
  whenUnused(action: () => void): void {
    this.#whenUnused = action;
    this.#tellWhenUnused();
  }

  #tellWhenUnused(): void {
    const action = this.#whenUnused;
    if (this.#calls === 0 && action !== undefined) {
      this.#whenUnused = undefined;
      action();
    }
  }
}
