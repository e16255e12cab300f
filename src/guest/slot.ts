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

  get hasSlot(): boolean {
    return this.#isTaken;
  }

  /** Waits until there is one. @throws Interrupted */
  async takeSlot(job: Job): Promise<void> {
    if (!this.#isTaken) {
      await this.#slots.enter(job);
      this.#isTaken = true;
    }
    try {
      job.check();
    } catch (error) {
      this.rest();
      throw error;
    }
  }

  /** Gives it back until the next request. */
  rest(): void {
    if (this.#isTaken) {
      this.#isTaken = false;
      this.#slots.leave();
    }
  }
}
