import { invalid, type VCenterError } from "../vcenter/error";

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

/** Keeps a file in memory, up to a limit in bytes. */
export class MemorySink implements Sink<Buffer> {
  readonly #path: string;
  readonly #limit: number;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(path: string, limit: number) {
    this.#path = path;
    this.#limit = limit;
  }

  begin(): Promise<void> {
    return this.discard();
  }

  /** @throws VCenterError as {@link tooLarge}. */
  take(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.#limit) {
      throw tooLarge(this.#path, this.#limit);
    }
    this.#parts.push(part);
  }

  end(): Promise<Buffer> {
    return Promise.resolve(Buffer.concat(this.#parts));
  }

  discard(): Promise<void> {
    this.#parts = [];
    this.#size = 0;
    return Promise.resolve();
  }
}

/** INVALID_ARGUMENT, subject `path`, for a file of more than `limit` bytes; `size` if the guest has told it. */
export function tooLarge(path: string, limit: number, size?: number): VCenterError {
  const found = size === undefined ? "" : ` (${size} bytes)`;
  return invalid(
    "path",
    `The file in the guest is larger${found} than the limit of ${limit} bytes. Download it to a local file, or raise the limit in the node.`,
    { file_path: path, reason: "FILE_TOO_LARGE", limit, ...(size !== undefined && { size }) },
  );
}
