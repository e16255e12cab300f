import { performance } from "node:perf_hooks";
import { VCenterError } from "../../vcenter/error";
import { isMissing } from "../is-missing";
import { abandoned, atStart } from "./abandoned";
import { type Entry, placeOf } from "./entry";
import type { Ledger } from "./ledger";
import { Lines } from "./lines";
import { type Pause, Pauses, type Timings } from "./pauses";
import type { Remover } from "./remover";

/** How many are removed at once, each in a VM of its own. */
const AT_ONCE = 2;

/** A timer cannot hold more than 24 days. */
const LONGEST_LOOK_MS = 3_600_000;

/** Removes what is due, in VMs that are idle here. */
export class Sweeper {
  readonly #ledger: Ledger;
  readonly #remover: Remover;
  readonly #timings: Timings;
  readonly #pauses: Pauses;
  /** By their VMs. */
  readonly #running = new Map<string, Promise<void>>();
  /** Due ones, until the next look. */
  readonly #lines = new Lines();
  #timer: NodeJS.Timeout | undefined;
  #nextLook = Infinity;
  #unwatch: (() => void) | undefined;

  constructor(ledger: Ledger, remover: Remover, timings: Timings) {
    this.#ledger = ledger;
    this.#remover = remover;
    this.#timings = timings;
    this.#pauses = new Pauses(timings);
  }

  /** Node-RED has started: what was there before is left alone for a while, and what was abandoned is swept then. */
  rest(): void {
    for (const entry of this.#ledger.entries()) {
      this.#pauses.afterStart(entry);
      void (entry.swept !== undefined && this.#ledger.put(atStart(entry, entry.swept)).catch(() => undefined));
    }
  }

  /** The flows run. */
  start(): void {
    this.#pauses.deployed();
    this.#unwatch ??= this.#ledger.watch({
      changed: (entry) => {
        this.#lookAt(this.#dueOf(entry));
      },
      left: (mark) => {
        this.#pauses.end(mark);
      },
      vmWorks: (server, vm) => {
        this.#wake({ server, vm });
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
    this.#lines.fill([]);
    await Promise.all(this.#running.values());
  }

  /**
   * Removes an entry at once, whatever it waits for. One that was looked for in vain stays: a late request may still make it.
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
      await ((isRemoved || entry.path !== undefined) && this.#ledger.remove(entry.mark));
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
      return true;
    } finally {
      this.#ledger.release(entry.mark);
    }
  }

  /** Why an entry that is due is not removed. */
  pauseOf(entry: Entry): Pause | undefined {
    return this.#ledger.dueOf(entry.mark) <= performance.now() ? this.#pauses.of(entry) : undefined;
  }

  /** In how many milliseconds an entry is looked at again; Infinity: when something changes. */
  waitOf(entry: Entry): number {
    return Math.max(0, this.#dueOf(entry) - performance.now());
  }

  #wake(vm: Pick<Entry, "server" | "vm">): void {
    if (this.#pauses.wake(vm)) {
      this.#lookAt(0);
    }
  }

  #dueOf(entry: Entry): number {
    return Math.max(this.#ledger.dueOf(entry.mark), this.#pauses.until(entry));
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
    const due: { readonly at: number; readonly failures: number; readonly entry: Entry }[] = [];
    let next = Infinity;
    for (const entry of this.#ledger.entries()) {
      const at = this.#dueOf(entry);
      if (at <= now) {
        due.push({ at, failures: this.#pauses.failuresOf(entry), entry });
      } else {
        next = Math.min(next, at);
      }
    }
    // One that fails again and again does not keep the others in its VM waiting.
    due.sort((one, other) => one.failures - other.failures || one.at - other.at);
    this.#lines.fill(due.map(({ entry }) => entry));
    this.#begin();
    // What had to be left for now is looked at again soon.
    const isLeft = due.some(({ entry }) => this.#dueOf(entry) <= now);
    this.#lookAt(isLeft ? now + this.#timings.look : next);
  }

  #begin(): void {
    while (this.#running.size < AT_ONCE) {
      const entry = this.#lines.take((ready) => this.#isOpen(ready));
      if (entry === undefined) {
        return;
      }
      this.#run(entry);
    }
  }

  /** One whose VM is busy stays in its line. */
  #isOpen(entry: Entry): boolean {
    const { mark } = entry;
    if (this.#running.has(placeOf(entry)) || this.#ledger.entry(mark) !== entry || this.#ledger.isHeld(mark)) {
      return false;
    }
    const late = performance.now() - this.#dueOf(entry);
    if (late < 0) {
      return false;
    }
    const isIdle = this.#remover.isIdle(entry);
    if (isIdle === undefined) {
      this.#pauses.withoutConnection(entry);
    }
    return isIdle === true || (isIdle === false && late > this.#timings.patience);
  }

  #run(entry: Entry): void {
    const running = this.#sweep(entry).finally(() => {
      this.#running.delete(placeOf(entry));
      this.#begin();
    });
    this.#running.set(placeOf(entry), running);
  }

  /** Never rejects. */
  async #sweep(entry: Entry): Promise<void> {
    this.#ledger.hold(entry.mark);
    try {
      const isRemoved = await this.#remover.remove(entry);
      this.#wake(entry);
      await this.#swept(entry, isRemoved);
    } catch (error) {
      await this.#failed(entry, error);
    } finally {
      this.#ledger.release(entry.mark);
    }
    this.#lookAt(this.#dueOf(entry));
  }

  /** A mark that is abandoned is swept again in any case, what else was not found once more. */
  async #swept(entry: Entry, isRemoved: boolean): Promise<void> {
    const next = entry.swept === undefined ? undefined : abandoned(entry, this.#timings.sweeps);
    if (next !== undefined) {
      this.#pauses.end(entry.mark);
      await this.#ledger.put(next).catch(() => undefined);
      return;
    }
    const isSearched = entry.path === undefined && entry.swept === undefined;
    const isToSearchAgain = !isRemoved && isSearched && this.#pauses.afterSearch(entry);
    await (!isToSearchAgain && this.#ledger.remove(entry.mark));
  }

  async #failed(entry: Entry, error: unknown): Promise<void> {
    // A deploy cancels what is under way; a message may have deleted it meanwhile.
    if ((error instanceof VCenterError && error.code === "CANCELED") || this.#ledger.entry(entry.mark) === undefined) {
      return;
    }
    if (!isMissing(error) || error.cause.subject !== "vm") {
      this.#pauses.afterFailure(entry, error);
      // Its VM is there, whatever is wrong with it.
      const { vmMissed, ...seen } = entry;
      await (vmMissed !== undefined && this.#ledger.put(seen).catch(() => undefined));
    } else if (entry.vmMissed === undefined) {
      const missed = { ...entry, vmMissed: Date.now() };
      this.#pauses.withoutVm(missed);
      await this.#ledger.put(missed).catch(() => undefined);
    } else if (Date.now() - entry.vmMissed >= this.#timings.vmMissing) {
      await this.#ledger.remove(entry.mark);
    } else {
      this.#pauses.withoutVm(entry);
    }
  }
}
