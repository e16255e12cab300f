import type { Gate } from "./gate";
import { Slot } from "./slot";

/** A job in the turn of its VM; it begins with a slot, and holds one only while a request of it is under way. */
export class Turn extends Slot {
  readonly #over: () => void;
  #kept: Promise<unknown> | undefined;

  /** @param over called at the end */
  constructor(slots: Gate, over: () => void) {
    super(slots, true);
    this.#over = over;
  }

  /** VM and slot stay taken until this has settled, which never rejects. */
  keep(work: Promise<unknown>): void {
    this.#kept = work;
  }

  end(): void {
    const end = (): void => {
      this.rest();
      this.#over();
    };
    if (this.#kept === undefined) {
      end();
    } else {
      void this.#kept.then(end);
    }
  }
}
