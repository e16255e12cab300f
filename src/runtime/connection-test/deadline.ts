import { performance } from "node:perf_hooks";
import { Job } from "../../guest/job";
import type { Patience } from "../../guest/without-turn";
import type { Interruption } from "../../vcenter/interrupted";

/** The end of a test, which ends all its jobs. */
export class Deadline {
  readonly #due: number;
  readonly #end = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #warn: (text: string) => void;
  readonly #jobs = new Set<Job>();
  #reason: Interruption | undefined;

  /** @param ms from now, in milliseconds */
  constructor(ms: number, warn: (text: string) => void) {
    this.#due = performance.now() + ms;
    this.#warn = warn;
    this.#timer = setTimeout(() => {
      this.end("TIMED_OUT");
    }, ms);
  }

  /** The first reason counts. */
  end(reason: Interruption): void {
    this.#reason ??= reason;
    this.#end.abort();
    for (const job of this.#jobs) {
      job.end(this.#reason);
    }
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** A job that ends with the test at the latest. */
  readonly job = (): Job => {
    const job = new Job({ warn: this.#warn });
    this.#jobs.add(job);
    if (this.#reason !== undefined) {
      job.end(this.#reason);
    }
    return job;
  };

  /** The patience that is left. @param timeout what a message would have, in milliseconds */
  patience(timeout: number, maxAttempts: number): Patience {
    const left = Math.max(1, this.#due - performance.now());
    return { timeout: Math.min(timeout, left), queueTimeout: left, maxAttempts };
  }

  /** Nothing is left to end. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
