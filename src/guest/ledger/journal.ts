import { type FileHandle, open, readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";

interface Pending {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How many lines more than needed a file may have before it is written anew. */
const SPARE_LINES = 1_000;

/** A file of lines that is only ever added to. What came together is made durable together. */
export class Journal {
  readonly #path: string;
  readonly #needed: () => readonly string[];
  readonly #check: () => Promise<void>;
  #file: FileHandle | undefined;
  #pending: Pending[] = [];
  /** One works on the file at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  /** The last line may be there in part. */
  #isTorn = false;
  #lines = 0;
  /** How many lines there may be before their number is looked at. */
  #next = SPARE_LINES;

  /**
   * @param needed the lines that a file needs which is written anew
   * @param check throws if nothing may be written any more
   */
  constructor(path: string, needed: () => readonly string[], check: () => Promise<void>) {
    this.#path = path;
    this.#needed = needed;
    this.#check = check;
  }

  /** The whole lines that are there; none if there is no file. */
  static async lines(path: string): Promise<string[]> {
    try {
      return (await readFile(path, "utf8")).split("\n").slice(0, -1);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") {
        return [];
      }
      throw error;
    }
  }

  /** Adds a line, durably once this resolves. */
  append(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ line, resolve, reject });
      if (this.#pending.length === 1) {
        void this.#inTurn(() => this.#flush());
      }
    });
  }

  /** Puts a new file in place of the old one, which is whole until then. */
  rewrite(): Promise<void> {
    return this.#inTurn(() => this.#replace());
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#release(undefined));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** All that came until now goes along. */
  async #flush(): Promise<void> {
    const batch = this.#pending;
    this.#pending = [];
    // Before the new lines: what they end is needed until they are durable.
    await this.#shorten();
    try {
      await this.#store(batch.map(({ line }) => line).join(""));
    } catch (error) {
      this.#isTorn = true;
      batch.forEach(({ reject }) => {
        reject(error);
      });
      return;
    }
    batch.forEach(({ resolve }) => {
      resolve();
    });
    this.#lines += batch.length;
  }

  async #store(text: string): Promise<void> {
    await this.#check();
    if (this.#file !== undefined && !(await isAt(this.#file, this.#path))) {
      // Somebody has put another file in its place: what is needed goes into a new one.
      await this.#replace();
    }
    const file = (this.#file ??= await open(this.#path, "a", 0o600));
    await file.appendFile(this.#isTorn ? `\n${text}` : text);
    await file.datasync();
    this.#isTorn = false;
  }

  /** Looked at rarely, since it looks at all that is needed. A file that cannot be written anew goes on as it is. */
  async #shorten(): Promise<void> {
    if (this.#lines < this.#next) {
      return;
    }
    if (this.#lines > 4 * this.#needed().length + SPARE_LINES) {
      await this.#replace().catch(() => undefined);
    }
    this.#next = this.#lines + SPARE_LINES;
  }

  async #replace(): Promise<void> {
    await this.#check();
    const lines = this.#needed();
    const draft = `${this.#path}.new`;
    const file = await open(draft, "w", 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(lines.join(""));
      await file.sync();
      await this.#check();
      await rename(draft, this.#path);
    } catch (error) {
      await file.close();
      throw error;
    }
    await syncDirectory(dirname(this.#path));
    await this.#release(file);
    this.#isTorn = false;
    this.#lines = lines.length;
  }

  async #release(next: FileHandle | undefined): Promise<void> {
    const file = this.#file;
    this.#file = next;
    await file?.close();
  }
}

/** Whether an open file is the one that a path leads to. */
async function isAt(file: FileHandle, path: string): Promise<boolean> {
  const [own, found] = await Promise.all([file.stat(), stat(path).catch(() => undefined)]);
  return found !== undefined && found.ino === own.ino && found.dev === own.dev;
}

/** Makes the new name durable, where the system can do that. */
async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, "r");
    await directory.sync().finally(() => directory.close());
  } catch {
    // Windows has no such thing.
  }
}
