import type { Job } from "./job";

/** Lets so many jobs be inside at once; the others come in as they came. */
export class Gate {
  readonly #limit: () => number;
  readonly #freed: () => void;
  #inside = 0;
  readonly #waiting = new Set<() => void>();

  /** @param freed called when somebody has left and who waits at the gate has come in */
  constructor(limit: () => number, freed: () => void = () => undefined) {
    this.#limit = limit;
    this.#freed = freed;
  }

  /** Whether somebody who comes now need not wait. */
  get isFree(): boolean {
    return this.#inside < this.#limit() && this.#waiting.size === 0;
  }

  /** Whether nobody is inside; then nobody waits either. */
  get isEmpty(): boolean {
    return this.#inside === 0;
  }

  /** Comes in, where the gate is free. */
  take(): void {
    this.#inside += 1;
  }

  /** @throws Interrupted if the job ends before it is inside. */
  async enter(job: Job): Promise<void> {
    if (this.isFree) {
      this.take();
      return;
    }
    await job.wait<undefined>((resolve) => {
      const comeIn = (): void => {
        resolve(undefined);
      };
      this.#waiting.add(comeIn);
      return () => this.#waiting.delete(comeIn);
    });
  }

  leave(): void {
    this.#inside -= 1;
    this.admit();
    this.#freed();
  }

  /** Lets in who waits, as far as there is room; the limit may have risen. */
  admit(): void {
    for (const comeIn of this.#waiting) {
      if (this.#inside >= this.#limit()) {
        return;
      }
      this.#waiting.delete(comeIn);
      this.take();
      comeIn();
    }
  }
}
