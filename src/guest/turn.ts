import type { Gate } from "./gate";
import { Slot } from "./slot";

/** A job in the turn of its VM; it usually begins with a slot, and holds one only while a request of it is under way. */
export class Turn extends Slot {
  readonly #over: () => void;
  #isOver = false;
  #kept: Promise<unknown> | undefined;
  #outer: Turn | undefined;

  /** @param over called at the end */
  constructor(slots: Gate, over: () => void, hasSlot = true) {
    super(slots, hasSlot);
    this.#over = over;
  }

  /** For who works within the turn of another, which ends later; it waits for a slot of its own. */
  static within(slots: Gate, outer: Turn): Turn {
    const turn = new Turn(slots, () => undefined, false);
    turn.#outer = outer;
    return turn;
  }

  /** Whether its job has given it back. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** VM and slot stay taken until this has settled, which never rejects. */
  keep(work: Promise<unknown>): void {
    this.#kept = this.#kept === undefined ? work : Promise.all([this.#kept, work]);
    this.#outer?.keep(work);
  }

  end(): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
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
