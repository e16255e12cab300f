import type { Dispatcher } from "undici";
import type { Answer } from "./answer";
import { NotConnected } from "./connector";
import { type Ending, Interrupted, interruption } from "./interrupted";

export interface Request {
  readonly method: "GET" | "POST" | "DELETE";
  /** With the leading slash and the query; every segment percent-encoded. */
  readonly path: string;
  /** undici adds to them on the way to a proxy. */
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

/**
 * Sends one request and collects its answer. The signal settles the promise by itself and at once: undici may take
 * seconds to notice (measured: during a connect it takes until the connect ends).
 *
 * @throws Interrupted by the signal; NotConnected if the request was not written; else what undici reports for a lost
 *   answer.
 */
export function exchange(
  dispatcher: Dispatcher,
  origin: string,
  request: Request,
  signal: Ending,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const handler = new AnswerHandler(resolve, reject, signal);
    if (handler.begin()) {
      const { method, path, headers, body } = request;
      dispatcher.dispatch({ origin, method, path, headers, body }, handler);
    }
  });
}

/** undici's own handler interface, since its promises do not tell whether a request was written. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #signal: Ending;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #retryAfter: string | undefined;
  /** Given in the moment in which the request is written; before it, nothing has left. */
  #written: Dispatcher.DispatchController | undefined;

  constructor(
    resolve: (answer: Answer) => void,
    reject: (error: unknown) => void,
    signal: Ending,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
  }

  /** False if the job has ended already. */
  begin(): boolean {
    if (this.#signal.aborted) {
      this.#interrupt();
      return false;
    }
    this.#signal.addEventListener("abort", this.#interrupt);
    return true;
  }

  /** A job may have ended while undici was connecting; what is aborted here is not written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#signal.aborted) {
      controller.abort(new Interrupted(interruption(this.#signal), false));
    } else {
      this.#written = controller;
      this.#signal.wrote?.();
    }
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    const { "retry-after": retryAfter } = headers;
    this.#retryAfter = typeof retryAfter === "string" ? retryAfter : undefined;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#leave();
    if (this.#status === 401) {
      this.#signal.refused?.();
    }
    const text = Buffer.concat(this.#chunks).toString("utf8");
    const status = this.#status;
    const retryAfter = this.#retryAfter;
    this.#resolve(retryAfter === undefined ? { status, text } : { status, text, retryAfter });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#leave();
    this.#reject(this.#written === undefined ? NotConnected.from(error) : error);
  }

  readonly #interrupt = (): void => {
    this.#leave();
    const error = new Interrupted(interruption(this.#signal), this.#written !== undefined);
    this.#reject(error);
    this.#written?.abort(error);
  };

  #leave(): void {
    this.#signal.removeEventListener("abort", this.#interrupt);
  }
}
