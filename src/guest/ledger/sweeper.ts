import { performance } from "node:perf_hooks";
import { isMissing } from "../is-missing";
import type { Entry } from "./entry";
import type { Ledger } from "./ledger";
import { Pauses, type Timings } from "./pauses";

/** How an entry is removed. */
export interface Remover {
  /** Whether its VM has nothing else to do here; `undefined` if the connection of the entry is not there. */
  isIdle(entry: Entry): boolean | undefined;
  /** @returns whether there was something to remove. @throws VCenterError only. */
  remove(entry: Entry): Promise<boolean>;
}

/** How many are removed at once. */
const AT_ONCE = 2;

/** A timer cannot hold more than 24 days. */
const LONGEST_LOOK_MS = 3_600_000;

/** Removes what is due, in VMs that are idle here. */
export class Sweeper {
  readonly #ledger: Ledger;
  readonly #remover: Remover;
  readonly #timings: Timings;
  readonly pauses: Pauses;
  readonly #running = new Map<string, Promise<void>>();
  /** Due ones, until the next look. */
  #ready: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #nextLook = Infinity;
  #unwatch: (() => void) | undefined;

  constructor(ledger: Ledger, remover: Remover, timings: Timings) {
    this.#ledger = ledger;
    this.#remover = remover;
    this.#timings = timings;
    this.pauses = new Pauses(timings);
  }

  /** Leaves alone for a while what was there before this process. */
  rest(): void {
    for (const entry of this.#ledger.entries()) {
      this.pauses.afterStart(entry);
    }
  }

  /** The flows run. */
  start(): void {
    this.pauses.deployed();
    this.#unwatch ??= this.#ledger.watch({
      changed: ({ mark }) => {
        this.#lookAt(this.#dueOf(mark));
      },
      vmWorks: (server, vm) => {
        if (this.pauses.wake({ server, vm })) {
          this.#lookAt(0);
        }
      },
    });
    this.#lookAt(0);
  }

  /** The flows stop. Waits for what it does. */
  async stop(): Promise<void> {
    this.#unwatch?.();
    this.#unwatch = undefined;
    clearTimeout(this.#timer);
    this.#nextLook = Infinity;
    this.#ready = [];
    await Promise.all(this.#running.values());
  }

  /**
   * Removes an entry at once, whatever it waits for.
   *
   * @returns whether there was something to remove; `undefined` if it is being created or removed just now.
   * @throws VCenterError only.
   */
  async removeNow(entry: Entry): Promise<boolean | undefined> {
    if (!this.#ledger.hold(entry.mark)) {
      return undefined;
    }
    try {
      const isRemoved = await this.#remover.remove(entry);
      await this.#close(entry);
      return isRemoved;
    } finally {
      this.#ledger.release(entry.mark);
    }
  }

  /**
   * Drops an entry; what it speaks of stays where it is.
   *
   * @returns false if it is being created or removed just now.
   * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if that cannot be written: then it stays.
   */
  async forget(entry: Entry): Promise<boolean> {
    if (!this.#ledger.hold(entry.mark)) {
      return false;
    }
    try {
      await this.#ledger.drop(entry.mark);
      this.pauses.end(entry.mark);
      return true;
    } finally {
      this.#ledger.release(entry.mark);
    }
  }

  /** In how many milliseconds an entry is looked at again; Infinity: when something changes. */
  waitOf(mark: string): number {
    return Math.max(0, this.#dueOf(mark) - performance.now());
  }

  #dueOf(mark: string): number {
    return Math.max(this.#ledger.dueOf(mark), this.pauses.until(mark));
  }

  /** One timer for all. */
  #lookAt(due: number): void {
    if (this.#unwatch === undefined || due >= this.#nextLook) {
      return;
    }
    this.#nextLook = due;
    clearTimeout(this.#timer);
    const ms = Math.min(Math.max(this.#timings.look, due - performance.now()), LONGEST_LOOK_MS);
    this.#timer = setTimeout(() => {
      this.#nextLook = Infinity;
      this.#look();
    }, ms);
  }

  #look(): void {
    const now = performance.now();
    const due: { readonly at: number; readonly entry: Entry }[] = [];
    let next = Infinity;
    for (const entry of this.#ledger.entries()) {
      const at = this.#dueOf(entry.mark);
      if (at <= now) {
        due.push({ at, entry });
      } else {
        next = Math.min(next, at);
      }
    }
    this.#ready = due.sort((one, other) => one.at - other.at).map(({ entry }) => entry);
    this.#begin();
    // What had to be left for now is looked at again soon.
    this.#lookAt(this.#ready.length > 0 ? now + this.#timings.look : next);
  }

  /** Those whose VM is busy stay ready. */
  #begin(): void {
    const left: Entry[] = [];
    for (const entry of this.#ready) {
      if (this.#running.size >= AT_ONCE || !this.#isOpen(entry)) {
        left.push(entry);
      } else {
        this.#run(entry);
      }
    }
    this.#ready = left.filter(({ mark }) => this.#dueOf(mark) < Infinity);
  }

  #isOpen(entry: Entry): boolean {
    if (this.#ledger.entry(entry.mark) !== entry || this.#ledger.isHeld(entry.mark)) {
      return false;
    }
    const isIdle = this.#remover.isIdle(entry);
    if (isIdle === undefined) {
      this.pauses.withoutConnection(entry);
    }
    const isLate = performance.now() - this.#dueOf(entry.mark) > this.#timings.patience;
    return isIdle === true || (isIdle === false && isLate);
  }

  #run(entry: Entry): void {
    const running = this.#sweep(entry).finally(() => {
      this.#running.delete(entry.mark);
      this.#begin();
    });
    this.#running.set(entry.mark, running);
  }

  /** Never rejects. */
  async #sweep(entry: Entry): Promise<void> {
    this.#ledger.hold(entry.mark);
    try {
      const isRemoved = await this.#remover.remove(entry);
      const isToSearchAgain = !isRemoved && entry.path === undefined && this.pauses.afterSearch(entry);
      await (!isToSearchAgain && this.#close(entry));
    } catch (error) {
      await this.#failed(entry, error);
    } finally {
      this.#ledger.release(entry.mark);
    }
    this.#lookAt(this.#dueOf(entry.mark));
  }

  async #failed(entry: Entry, error: unknown): Promise<void> {
    if (!isMissing(error) || error.cause.subject !== "vm") {
      this.pauses.afterFailure(entry, error);
      await this.#seen(entry);
    } else if (entry.vmMissed === undefined) {
      const missed = { ...entry, vmMissed: Date.now() };
      this.pauses.withoutVm(missed);
      await this.#ledger.put(missed).catch(() => undefined);
    } else if (Date.now() - entry.vmMissed >= this.#timings.vmMissing) {
      await this.#close(entry);
    } else {
      this.pauses.withoutVm(entry);
    }
  }

  /** Its VM is there, whatever is wrong with it. */
  async #seen({ vmMissed, ...entry }: Entry): Promise<void> {
    await (vmMissed !== undefined && this.#ledger.put(entry).catch(() => undefined));
  }

  async #close({ mark }: Entry): Promise<void> {
    this.pauses.end(mark);
    await this.#ledger.remove(mark);
  }
}
