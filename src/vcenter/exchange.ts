import type { Dispatcher } from "undici";
import type { Answer } from "./answer";
import { Interrupted } from "./interrupted";

export interface Request {
  readonly method: "GET" | "POST" | "DELETE";
  /** With the leading slash and the query; every segment percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Sends one request and collects its answer. The signal settles the promise by itself and at once: undici may take
 * seconds to notice (measured: during a connect it takes until the connect ends).
 *
 * @throws Interrupted by the signal; NotConnected, or what undici reports, for a lost answer.
 */
export function exchange(dispatcher: Dispatcher, origin: string, request: Request, signal?: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const handler = new AnswerHandler(resolve, reject, signal);
    if (handler.begin()) {
      dispatcher.dispatch({ origin, ...request }, handler);
    }
  });
}

/** undici's own handler interface, since its promises do not tell when a request was written. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #chunks: Buffer[] = [];
  #head: Omit<Answer, "text"> = { status: 0 };
  #written = false;
  #abort: ((error?: Error) => void) | undefined;

  constructor(resolve: (answer: Answer) => void, reject: (error: unknown) => void, signal: AbortSignal | undefined) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
  }

  /** False if the job has ended already. */
  begin(): boolean {
    if (this.#signal?.aborted === true) {
      this.#interrupt();
      return false;
    }
    this.#signal?.addEventListener("abort", this.#interrupt);
    return true;
  }

  onConnect(abort: (error?: Error) => void): void {
    if (this.#signal?.aborted === true) {
      abort();
      return;
    }
    this.#abort = abort;
  }

  onRequestSent(): void {
    this.#written = true;
  }

  onHeaders(status: number, headers: readonly (Buffer | string)[]): boolean {
    if (status >= 200) {
      const retryAfter = header(headers, "retry-after");
      this.#head = { status, ...(retryAfter !== undefined && { retryAfter }) };
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#chunks.push(chunk);
    return true;
  }

  onComplete(): void {
    this.#leave();
    this.#resolve({ ...this.#head, text: Buffer.concat(this.#chunks).toString("utf8") });
  }

  onError(error: Error): void {
    this.#leave();
    this.#reject(error);
  }

  readonly #interrupt = (): void => {
    this.#leave();
    if (this.#signal !== undefined) {
      this.#reject(new Interrupted(this.#signal, this.#written));
    }
    this.#abort?.();
  };

  #leave(): void {
    this.#signal?.removeEventListener("abort", this.#interrupt);
  }
}

function header(headers: readonly (Buffer | string)[], name: string): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (String(headers[index]).toLowerCase() === name) {
      return String(headers[index + 1]);
    }
  }
  return undefined;
}
