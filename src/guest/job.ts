import { performance } from "node:perf_hooks";
import { type Interruption } from "../vcenter/interrupted";

/** The work for one message, with one signal that ends it, whoever ends it. */
export class Job {
  readonly #controller = new AbortController();
  readonly #arrived = performance.now();
  /** Requests of the operation itself so far. */
  attempts = 0;

  /** Aborted with an {@link Interruption} as reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whole milliseconds since the message arrived. */
  get elapsed(): number {
    return Math.round(performance.now() - this.#arrived);
  }

  end(reason: Interruption): void {
    this.#controller.abort(reason);
  }

  /** Runs a part of the work; it ends the job when the part takes longer than `ms` milliseconds. */
  async limited<T>(ms: number, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.end("TIMED_OUT");
    }, ms);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }
}
