/** Takes the bytes of a file as they arrive. Only what has ended whole is kept. */
export interface Sink<T> {
  /** Before the first byte, and again before a repeat. */
  begin(): Promise<void>;
  take(part: Buffer): void | Promise<void>;
  /** All of it is there. */
  end(): Promise<T>;
  /** Forgets what has come; after `end` there is nothing to forget. Never rejects. */
  discard(): Promise<void>;
}

/** Keeps a file in memory. */
export class MemorySink implements Sink<Buffer> {
  #parts: Buffer[] = [];

  begin(): Promise<void> {
    return this.discard();
  }

  take(part: Buffer): void {
    this.#parts.push(part);
  }

  end(): Promise<Buffer> {
    return Promise.resolve(Buffer.concat(this.#parts));
  }

  discard(): Promise<void> {
    this.#parts = [];
    return Promise.resolve();
  }
}
