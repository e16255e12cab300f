import type { Breaker } from "./breaker";
import type { Gate } from "./gate";
import type { Job } from "./job";

/** The right of a job to have a request under way, one of so many in a pool. */
export class Slot {
  readonly #slots: Gate;
  #isTaken: boolean;

  constructor(slots: Gate, isTaken = false) {
    this.#slots = slots;
    this.#isTaken = isTaken;
  }

  /**
   * Waits until there is one while vCenter answers: nobody holds one while the breaker is open.
   *
   * @throws Interrupted; Unreachable if the job's time is over while the breaker is open.
   */
  async takeSlot(job: Job, breaker: Breaker): Promise<void> {
    await this.#take(job);
    while (breaker.isOpen) {
      this.rest();
      await breaker.passage(job);
      await this.#take(job);
    }
  }

  /** Gives it back until the next request. */
  rest(): void {
    if (this.#isTaken) {
      this.#isTaken = false;
      this.#slots.leave();
    }
  }

  async #take(job: Job): Promise<void> {
    if (!this.#isTaken) {
      await this.#slots.enter(job);
      this.#isTaken = true;
    }
  }
}
