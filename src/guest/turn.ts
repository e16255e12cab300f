import type { Gate } from "./gate";
import type { Job } from "./job";

/** A job in the turn of its VM. It holds a slot only while a request of it is under way. */
export class Turn {
  readonly #slots: Gate;
  readonly #over: () => void;
  #hasSlot = true;
  #kept: Promise<unknown> | undefined;

  /** @param over called at the end */
  constructor(slots: Gate, over: () => void) {
    this.#slots = slots;
    this.#over = over;
  }

  /** Takes a slot for a request. @throws Interrupted */
  async takeSlot(job: Job): Promise<void> {
    if (!this.#hasSlot) {
      await this.#slots.enter(job);
      this.#hasSlot = true;
    }
  }

  /** Gives the slot back until the next request. */
  rest(): void {
    if (this.#hasSlot) {
      this.#hasSlot = false;
      this.#slots.leave();
    }
  }

  /** The VM stays taken until this has settled, which never rejects. */
  keep(work: Promise<unknown>): void {
    this.#kept = work;
  }

  /** What keeps the VM taken gives the slot back by itself. */
  end(): void {
    if (this.#kept === undefined) {
      this.rest();
      this.#over();
    } else {
      void this.#kept.then(this.#over);
    }
  }
}
