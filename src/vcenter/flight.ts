import { type Ending, Interrupted, type Interruption } from "./interrupted";
import type { Redact } from "./redact";

/** A request of a job on its way: what the job must know of it when it ends before the answer comes. */
export class Flight implements Ending {
  #reason: Interruption | undefined;
  #isOver = false;
  #request: "none" | "written" | "refused" = "none";
  #listener: (() => void) | undefined;
  /** Whether a request of the operation itself was begun, not only the login before it. */
  wasSent = false;
  /** Takes the secrets of the request out of what came back. */
  redact: Redact = (text) => text;
  /** Of the operation's last request. */
  operationId: string | undefined;

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): Interruption | undefined {
    return this.#reason;
  }

  /** Whether its job has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** There is one at a time. */
  addEventListener(_type: "abort", listener: () => void): void {
    this.#listener = listener;
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    if (this.#listener === listener) {
      this.#listener = undefined;
    }
  }

  /** Before each request of the operation: there may be a second one, after a new login. */
  begin(operationId: string): void {
    if (this.#isOver) {
      throw new Interrupted("CLOSED", false);
    }
    this.wasSent = true;
    this.#request = "none";
    this.operationId = operationId;
  }

  wrote(): void {
    this.#request = "written";
  }

  refused(): void {
    this.#request = "refused";
  }

  excused(): void {
    this.#request = "none";
    if (this.#isOver) {
      this.abort("CLOSED");
    }
  }

  /**
   * The job has ended: nothing more is sent, and what is not yet written is aborted. A refusal is still found out: it
   * counts towards a lock-out.
   *
   * @returns whether the request was written and is not answered, so that it may have been done.
   */
  end(reason: Interruption): boolean {
    this.#isOver = true;
    if (this.#request === "none") {
      this.abort(reason);
    }
    return this.#request === "written";
  }

  abort(reason: Interruption): void {
    if (this.#reason === undefined) {
      this.#reason = reason;
      this.#listener?.();
    }
  }
}
