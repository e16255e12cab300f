import { mkdir } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { join } from "node:path";
import { invalid, VCenterError } from "../../vcenter/error";
import { shown } from "../../vcenter/text";
import { closedLine, type Entry, lineOf, openLine } from "./entry";
import { Journal } from "./journal";
import { type Heartbeat, lock, type Lock } from "./lock";

/** The name of the file in the state directory. */
export const LEDGER_FILE = "ledger.jsonl";

/** Who wants to know what happens to the entries. */
export interface LedgerWatcher {
  /** One is new, or has changed. */
  readonly changed: (entry: Entry) => void;
  /** One is not there any more. */
  readonly left: (mark: string) => void;
  /** A message has just worked in a VM. */
  readonly vmWorks: (server: string, vm: string) => void;
}

/** What is to be removed in guests, on disk so that it survives a kill. One process has it at a time. */
export class Ledger {
  readonly #directory: string;
  readonly #heartbeat: Heartbeat | undefined;
  readonly #path: string;
  readonly #entries = new Map<string, Entry>();
  /** By the monotonic clock. */
  readonly #dues = new Map<string, number>();
  readonly #held = new Set<string>();
  readonly #watchers = new Set<LedgerWatcher>();
  readonly #journal: Journal;
  #lock: Lock | undefined;
  /** Why nothing can be written. */
  #trouble: VCenterError | undefined;
  #users = 0;
  /** Opens and closes come one after the other. */
  #gate: Promise<unknown> = Promise.resolve();

  constructor(directory: string, heartbeat?: Heartbeat) {
    this.#directory = directory;
    this.#heartbeat = heartbeat;
    this.#path = join(directory, LEDGER_FILE);
    this.#journal = new Journal(
      this.#path,
      () => this.entries().map(openLine),
      async () => this.#lock?.check(),
    );
  }

  entries(): Entry[] {
    return [...this.#entries.values()];
  }

  entry(mark: string): Entry | undefined {
    return this.#entries.get(mark);
  }

  /** When an entry is due, by the monotonic clock. */
  dueOf(mark: string): number {
    return this.#dues.get(mark) ?? Infinity;
  }

  watch(watcher: LedgerWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  vmWorks(server: string, vm: string): void {
    this.#watchers.forEach((watcher) => {
      watcher.vmWorks(server, vm);
    });
  }

  /** Keeps others from working on an entry. @returns whether nobody else does. */
  hold(mark: string): boolean {
    const isFree = !this.#held.has(mark);
    this.#held.add(mark);
    return isFree;
  }

  isHeld(mark: string): boolean {
    return this.#held.has(mark);
  }

  release(mark: string): void {
    this.#held.delete(mark);
  }

  /**
   * Opens it for one more user. What it holds is there, also if it turns out that nothing can be added.
   *
   * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if another process has it or it cannot be read.
   */
  async open(): Promise<void> {
    this.#users += 1;
    try {
      await this.#inTurn(() => this.#opened());
    } catch (error) {
      this.#users -= 1;
      throw error;
    }
  }

  /** One user less: the last one leaves nothing open. */
  async close(): Promise<void> {
    this.#users -= 1;
    await this.#inTurn(() => this.#closed());
  }

  /** @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if nothing can be written; it is tried again first. */
  async checkWritable(): Promise<void> {
    await this.#lock?.check();
    if (this.#trouble !== undefined) {
      await this.#inTurn(() => this.#rewritten());
    }
    if (this.#trouble !== undefined) {
      throw this.#trouble;
    }
  }

  /** Puts an entry there, or a new state of it. It is durable once this resolves. @throws as {@link checkWritable} */
  async put(entry: Entry): Promise<void> {
    const before = this.#entries.get(entry.mark);
    this.#remember(entry);
    try {
      await this.#write(openLine(entry));
    } catch (error) {
      if (before === undefined) {
        this.#forget(entry.mark);
      }
      throw error;
    }
    this.#watchers.forEach((watcher) => {
      watcher.changed(entry);
    });
  }

  /** There is nothing to remove any more. If that cannot be written, it is found out again after a restart. */
  async remove(mark: string): Promise<void> {
    if (this.#entries.has(mark)) {
      this.#forget(mark);
      await this.#write(closedLine(mark)).catch(() => undefined);
    }
  }

  /** Drops an entry although there is something to remove: it stays unless that is durable. @throws as {@link checkWritable} */
  async drop(mark: string): Promise<void> {
    await this.checkWritable();
    await this.#write(closedLine(mark));
    this.#forget(mark);
  }

  async #write(line: string): Promise<void> {
    try {
      await this.#journal.append(line);
    } catch (error) {
      this.#trouble = unusable(error, this.#directory);
      throw this.#trouble;
    }
  }

  #remember(entry: Entry): void {
    // The wall clock may have been set meanwhile.
    const left = Math.min(Math.max(0, entry.due - Date.now()), entry.lifetime);
    this.#entries.set(entry.mark, entry);
    this.#dues.set(entry.mark, performance.now() + left);
  }

  #forget(mark: string): void {
    this.#entries.delete(mark);
    this.#dues.delete(mark);
    this.#watchers.forEach((watcher) => {
      watcher.left(mark);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#gate.then(work);
    this.#gate = result.catch(() => undefined);
    return result;
  }

  async #opened(): Promise<void> {
    if (this.#lock !== undefined) {
      return;
    }
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      this.#lock = await lock(join(this.#directory, "ledger.lock"), this.#heartbeat);
      this.#read(await Journal.lines(this.#path));
    } catch (error) {
      await this.#unlocked();
      throw unusable(error, this.#directory);
    }
    await this.#rewritten();
  }

  #read(lines: readonly string[]): void {
    for (const text of lines) {
      const line = lineOf(text);
      if (line !== undefined && "entry" in line) {
        this.#remember(line.entry);
      } else if (line !== undefined) {
        this.#forget(line.closed);
      }
    }
  }

  async #rewritten(): Promise<void> {
    try {
      await this.#journal.rewrite();
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = unusable(error, this.#directory);
    }
  }

  async #closed(): Promise<void> {
    if (this.#users === 0) {
      await this.#journal.close();
      await this.#unlocked();
      this.#entries.clear();
      this.#dues.clear();
    }
  }

  async #unlocked(): Promise<void> {
    await this.#lock?.release();
    this.#lock = undefined;
  }
}

function unusable(error: unknown, directory: string): VCenterError {
  if (error instanceof VCenterError) {
    return error;
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "an unexpected error";
  return invalid(
    "configuration",
    `The ledger of files to be removed cannot be kept in ${shown(directory)} (${shown(code)}). ` +
      "Make that directory writable for Node-RED and see that the disk has room, " +
      "or choose another one by vcenterConnectionStateDir in settings.js.",
  );
}
