import { VCenterError } from "../vcenter/error";
import type { Flight } from "../vcenter/flight";
import { Job } from "./job";

const ANSWER_MS = 30_000;
const DELETION_MS = 10_000;
const LAST_ANSWER_MS = 5_000;
const LAST_DELETION_MS = 3_000;

/** What becomes of a result that comes too late. */
export interface TooLate<T> {
  remove(result: T, job: Job): Promise<void>;
  /** It could not be removed. */
  leftBehind(result: T): void;
}

/**
 * The answer to a request that has outlived its message. What the request made is deleted, since nobody knows its path;
 * what has nothing to delete is awaited too: a refused login counts towards a lock-out.
 */
export class LateAnswer<T> {
  /** Whether nothing is left behind: it did nothing, or what it made has been deleted. Never rejects. */
  readonly isGone: Promise<boolean>;
  readonly #job = new Job();
  readonly #flight: Flight;
  readonly #tooLate: TooLate<T> | undefined;
  #hasAnswer = false;
  #isHurried = false;

  constructor(answer: Promise<T>, flight: Flight, tooLate: TooLate<T> | undefined) {
    this.#flight = flight;
    this.#tooLate = tooLate;
    this.isGone = this.#end(answer);
  }

  /** The node or the pool closes: 5 s more for the answer, 3 s for the deletion. */
  hurry(): void {
    this.#isHurried = true;
    this.#job.hurry(this.#hasAnswer ? LAST_DELETION_MS : LAST_ANSWER_MS);
  }

  /** Nothing is awaited any more. */
  abandon(): void {
    this.#job.end("CLOSED");
  }

  async #end(answer: Promise<T>): Promise<boolean> {
    let result: T;
    try {
      result = await this.#job.limited(ANSWER_MS, () => this.#job.until(answer));
    } catch (error) {
      this.#flight.abort("CLOSED");
      return error instanceof VCenterError && error.cause.outcome === "not_done";
    }
    this.#hasAnswer = true;
    return this.#tooLate !== undefined && this.#removed(result, this.#tooLate);
  }

  async #removed(result: T, tooLate: TooLate<T>): Promise<boolean> {
    try {
      const ms = this.#isHurried ? LAST_DELETION_MS : DELETION_MS;
      await this.#job.limited(ms, () => tooLate.remove(result, this.#job));
      return true;
    } catch {
      tooLate.leftBehind(result);
      return false;
    }
  }
}
