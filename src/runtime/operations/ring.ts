import { performance } from "node:perf_hooks";

const BUCKETS = 60;
const BUCKET_MS = 15_000;

/** Counts what happens in the last 15 minutes, in buckets of 15 s. */
export class Ring {
  readonly #counts = new Array<number>(BUCKETS).fill(0);
  #newest = now();

  count(): void {
    this.#goOn();
    const index = this.#newest % BUCKETS;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  /** One for each bucket, the oldest first. */
  get counts(): number[] {
    this.#goOn();
    const first = (this.#newest + 1) % BUCKETS;
    return [...this.#counts.slice(first), ...this.#counts.slice(0, first)];
  }

  /** Empties the buckets whose time has come since it was last looked at. */
  #goOn(): void {
    const newest = now();
    for (let bucket = Math.max(this.#newest, newest - BUCKETS) + 1; bucket <= newest; bucket += 1) {
      this.#counts[bucket % BUCKETS] = 0;
    }
    this.#newest = newest;
  }
}

function now(): number {
  return Math.floor(performance.now() / BUCKET_MS);
}
