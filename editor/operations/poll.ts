const PAUSE_MS = 2_000;

/** Asks again and again while somebody sees an element, and never meanwhile. */
export class Poll {
  readonly #ask: () => Promise<boolean>;
  #isSeen = false;
  #isAsking = false;
  /** Nobody is logged in. */
  #isBarred = false;
  #timer: number | undefined;

  /** @param ask gives whether it may ask again */
  constructor(element: Element, ask: () => Promise<boolean>) {
    this.#ask = ask;
    new IntersectionObserver((entries) => {
      this.#isSeen = entries.at(-1)?.isIntersecting ?? false;
      this.now();
    }).observe(element);
    document.addEventListener("visibilitychange", () => {
      this.now();
    });
    RED.events.on("login", () => {
      this.#isBarred = false;
      this.now();
    });
  }

  /** Asks at once, if somebody looks. */
  now(): void {
    window.clearTimeout(this.#timer);
    if (this.#isWanted && !this.#isAsking) {
      void this.#askOnce();
    }
  }

  get #isWanted(): boolean {
    return this.#isSeen && document.visibilityState === "visible" && !this.#isBarred;
  }

  async #askOnce(): Promise<void> {
    this.#isAsking = true;
    this.#isBarred = !(await this.#ask());
    this.#isAsking = false;
    if (this.#isWanted) {
      this.#timer = window.setTimeout(() => {
        this.now();
      }, PAUSE_MS);
    }
  }
}
