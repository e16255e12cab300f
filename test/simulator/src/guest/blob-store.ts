import { constants, createReadStream, type ReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The bytes of one guest's files, each a real file of the host in the VM's own folder.
 *
 * The host file is named by a number, never by anything from the guest's path, so that no prefix,
 * no `..` and no link can lead out of the folder, and a guest's limits on names are not the host's.
 */
export class BlobStore {
  readonly #folder: string;
  readonly #writing = new Set<Promise<void>>();
  /** How many read the bytes now. */
  readonly #readers = new Map<number, number>();
  readonly #unwanted = new Set<number>();
  #last = 0;
  #ready: Promise<unknown> | null = null;
  #removed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reserves the number under which bytes are then written. */
  next(): number {
    this.#last += 1;
    return this.#last;
  }

  async write(blob: number, content: string | Uint8Array): Promise<void> {
    await this.#track(() => this.#write(blob, content));
  }

  /** Adds to what is there; for a file that has been removed meanwhile the bytes are lost, as for an unlinked one. */
  async append(blob: number, content: string | Uint8Array): Promise<void> {
    await this.#track(() => this.#append(blob, content));
  }

  async readAll(blob: number): Promise<Buffer> {
    return readFile(this.#file(blob));
  }

  /** Writes bytes as they come: the next ones are asked for when the last ones are on the disk. */
  async writeFrom(blob: number, chunks: AsyncIterable<Buffer>): Promise<void> {
    await this.write(blob, "");
    const file = await open(this.#file(blob), "a");
    try {
      for await (const chunk of chunks) {
        await file.appendFile(chunk);
      }
    } finally {
      await file.close();
    }
  }

  /** Makes it so many bytes long: cut off, or filled up with zeros that take no room on the host. */
  async resize(blob: number, size: number): Promise<void> {
    await truncate(this.#file(blob), size);
  }

  /** `length` bytes from `start` on, read as they are asked for. */
  read(blob: number, start: number, length: number): AsyncIterable<Buffer> {
    return length <= 0 ? nothing() : this.#stream(blob, start, length);
  }

  async size(blob: number): Promise<number> {
    return (await stat(this.#file(blob))).size;
  }

  /** Keeps the bytes, even if their file is removed, until `release`: who has a file open goes on reading it. */
  hold(blob: number): void {
    this.#readers.set(blob, (this.#readers.get(blob) ?? 0) + 1);
  }

  async release(blob: number): Promise<void> {
    const readers = (this.#readers.get(blob) ?? 1) - 1;
    this.#readers.set(blob, readers);
    if (readers > 0) {
      return;
    }
    this.#readers.delete(blob);
    if (this.#unwanted.delete(blob)) {
      await this.remove(blob);
    }
  }

  async remove(blob: number): Promise<void> {
    if (this.#readers.has(blob)) {
      this.#unwanted.add(blob);
      return;
    }
    await rm(this.#file(blob), { force: true });
  }

  /** An operation that is still under way in the guest goes on, but leaves nothing on the host any more. */
  async removeAll(): Promise<void> {
    this.#removed = true;
    await Promise.allSettled(this.#writing);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #track(work: () => Promise<void>): Promise<void> {
    if (this.#removed) {
      return;
    }
    const writing = work();
    this.#writing.add(writing);
    await writing.finally(() => this.#writing.delete(writing));
  }

  async #append(blob: number, content: string | Uint8Array): Promise<void> {
    const file = await this.#openExisting(blob);
    try {
      await file?.appendFile(content);
    } finally {
      await file?.close();
    }
  }

  async #openExisting(blob: number): Promise<FileHandle | null> {
    try {
      return await open(this.#file(blob), constants.O_APPEND | constants.O_WRONLY);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        return null;
      }
      throw error;
    }
  }

  async #write(blob: number, content: string | Uint8Array): Promise<void> {
    this.#ready ??= mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#ready;
    await writeFile(this.#file(blob), content, { mode: 0o600 });
  }

  #stream(blob: number, start: number, length: number): ReadStream {
    return createReadStream(this.#file(blob), { start, end: start + length - 1 });
  }

  #file(blob: number): string {
    return join(this.#folder, String(blob));
  }
}

async function* nothing(): AsyncGenerator<Buffer> {
  // No bytes at all: a host's stream cannot read an empty range.
}
