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

/** So many parts are joined: one of a byte takes some 200 bytes. */
const PARTS_JOINED = 256;

/** Keeps a file in memory. */
export class MemorySink implements Sink<Buffer> {
  #joined: Buffer[] = [];
  #parts: Buffer[] = [];

  begin(): Promise<void> {
    return this.discard();
  }

  take(part: Buffer): void {
    this.#parts.push(part);
    if (this.#parts.length === PARTS_JOINED) {
      this.#joined.push(Buffer.concat(this.#parts));
      this.#parts = [];
    }
  }

  end(): Promise<Buffer> {
    return Promise.resolve(Buffer.concat([...this.#joined, ...this.#parts]));
  }

  discard(): Promise<void> {
    this.#joined = [];
    this.#parts = [];
    return Promise.resolve();
  }
}
