/** The test clock: it runs like the real one, and a test can move it on. Sessions, lock-outs and the times of files go by it. */
export class TestClock {
  #advancedMs = 0;
  readonly #startedAt = Date.now();
  readonly #startedTick = performance.now();

  /** Milliseconds since 1970; never goes back, whatever the host's clock does. */
  now(): number {
    return Math.round(this.#startedAt + (performance.now() - this.#startedTick) + this.#advancedMs);
  }

  advance(ms: number): void {
    this.#advancedMs += ms;
  }
}
