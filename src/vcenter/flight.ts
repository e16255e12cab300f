import { type Ending, Interrupted, type Interruption } from "./interrupted";
import type { Redact } from "./redact";

/** A request of a job on its way: what the job must know of it when it ends before the answer comes. */
export class Flight implements Ending {
  #reason: Interruption | undefined;
  /** Nothing more is sent, though an answer may still come. */
  #isOver = false;
  #isWritten = false;
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
    this.#isWritten = false;
    this.operationId = operationId;
  }

  wrote(): void {
    this.#isWritten = true;
  }

  refused(): void {
    this.#isWritten = false;
    if (this.#isOver) {
      this.abort("CLOSED");
    }
  }

  /**
   * The job has ended: nothing more is sent, and what is not yet written is aborted.
   *
   * @returns whether the request was written, so that its answer may still come.
   */
  end(reason: Interruption): boolean {
    this.#isOver = true;
    if (!this.#isWritten) {
      this.abort(reason);
    }
    return this.#isWritten;
  }

  abort(reason: Interruption): void {
    if (this.#reason === undefined) {
      this.#reason = reason;
      this.#listener?.();
    }
  }
}
