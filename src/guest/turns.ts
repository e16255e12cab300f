import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { Interrupted } from "../vcenter/interrupted";
import { type Breaker, Unreachable } from "./breaker";
import { Gate } from "./gate";
import type { Job } from "./job";
import { Line, type Patience, Entry, type VmLoad } from "./line";
import { Turn } from "./turn";

export interface Limits {
  /** Requests under way at once. */
  readonly maxConcurrent: number;
  /** Jobs that have the turn of a VM at once. */
  readonly maxConcurrentPerVm: number;
}

/** How many get their turn, or are told that their time is over, before the event loop goes on. */
const SLICE = 100;

/** The shortest time between two looks at all who wait. */
const LOOK_MS = 50;

/** The queue of a pool: first in, first out for each VM, round robin over the VMs that wait. */
export class Turns {
  readonly slots: Gate;
  readonly #limits: () => Limits;
  readonly #breaker: Breaker;
  readonly #lines = new Map<string, Line<Turn>>();
  /** Lines whose first one may begin, in the order of their turns. */
  readonly #ready: Line<Turn>[] = [];
  #waiting = 0;
  /** How many turns were given since the event loop last went on. */
  #given = 0;
  #timer: NodeJS.Timeout | undefined;
  #nextLook = Infinity;

  constructor(limits: () => Limits, breaker: Breaker) {
    this.#limits = limits;
    this.#breaker = breaker;
    this.slots = new Gate(
      () => limits().maxConcurrent,
      () => {
        this.#begin();
      },
    );
  }

  /** How many jobs wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The VMs in which somebody works or waits. */
  get loads(): VmLoad[] {
    return Array.from(this.#lines.values(), ({ load }) => load);
  }

  /** Whether nobody has the turn of a VM or waits for it. */
  isIdle(vm: string): boolean {
    return this.#lines.get(vm)?.isIdle ?? true;
  }

  /**
   * Waits for the turn of a VM, with a slot; whoever gets it ends it.
   *
   * @throws Interrupted; Unreachable if vCenter did not answer for too long.
   */
  turn(job: Job, vm: string, patience: Patience): Turn | Promise<Turn> {
    job.check();
    if (job.arrived + patience.queueTimeout <= performance.now()) {
      throw new Interrupted("TIMED_OUT", false);
    }
    const line = this.#lineOf(vm);
    const isNext = line.waiting === 0 && line.turns < this.#limits().maxConcurrentPerVm && this.#ready.length === 0;
    return isNext && this.slots.isFree && !this.#breaker.isOpen
      ? this.#turnOf(line)
      : this.#waited(job, line, patience, (entry) => {
          line.add(entry);
        });
  }

  /**
   * Waits for the turn of a VM for a job that has had it before: it comes before those that have not begun.
   *
   * @param timeout milliseconds that it waits for a vCenter which does not answer
   * @throws as {@link turn}
   */
  again(job: Job, vm: string, timeout: number): Promise<Turn> {
    job.check();
    const line = this.#lineOf(vm);
    return this.#waited(job, line, { queueTimeout: Infinity, timeout }, (entry) => {
      line.addReturning(entry);
    });
  }

  #lineOf(vm: string): Line<Turn> {
    const line = this.#lines.get(vm) ?? new Line(vm);
    this.#lines.set(vm, line);
    return line;
  }

  #waited(job: Job, line: Line<Turn>, patience: Patience, add: (entry: Entry<Turn>) => void): Promise<Turn> {
    return job.wait<Turn>((resolve, reject) => {
      const entry = new Entry(line, job.arrived, patience, resolve, reject);
      add(entry);
      this.#waiting += 1;
      this.#makeReady(line);
      this.#begin();
      this.#watch(entry);
      return () => {
        this.#waiting -= entry.isWaiting ? 1 : 0;
        entry.leave();
      };
    });
  }

  /** The breaker has opened, so that who waits has another time limit; or it has closed, or the limits have changed. */
  changed(): void {
    if (this.#breaker.isOpen) {
      this.#lookAt(performance.now());
    }
    for (const line of this.#lines.values()) {
      this.#makeReady(line);
    }
    this.slots.admit();
    this.#begin();
  }

  /** The end of its pool. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Gives turns as far as there are slots. */
  #begin(): void {
    while (this.slots.isFree && !this.#breaker.isOpen && this.#given < SLICE) {
      const line = this.#ready.shift();
      if (line === undefined) {
        return;
      }
      line.isReady = false;
      const entry = line.first();
      if (entry !== undefined) {
        this.#waiting -= 1;
        this.#countTurn();
        entry.give(this.#turnOf(line));
      }
      this.#makeReady(line);
    }
  }

  /** Jobs that fail at once give their turn on at once: thousands of them must not hold up the event loop. */
  #countTurn(): void {
    this.#given += 1;
    if (this.#given === SLICE) {
      void this.#goOnLater();
    }
  }

  async #goOnLater(): Promise<void> {
    await setImmediate();
    this.#given = 0;
    this.#begin();
  }

  #turnOf(line: Line<Turn>): Turn {
    line.turns += 1;
    this.slots.take();
    return new Turn(this.slots, () => {
      this.#over(line);
    });
  }

  #over(line: Line<Turn>): void {
    line.turns -= 1;
    this.#makeReady(line);
    this.#begin();
  }

  #makeReady(line: Line<Turn>): void {
    if (line.isIdle && !line.isReady) {
      this.#lines.delete(line.vm);
    } else if (!line.isReady && line.waiting > 0 && line.turns < this.#limits().maxConcurrentPerVm) {
      line.isReady = true;
      this.#ready.push(line);
    }
  }

  #watch(entry: Entry<Turn>): void {
    if (!entry.isWaiting) {
      return;
    }
    this.#lookAt(this.#dueOf(entry));
    if (this.#breaker.isOpen) {
      this.#breaker.await();
    }
  }

  #dueOf(entry: Entry<Turn>): number {
    return entry.due(this.#breaker.openedAt ?? Infinity);
  }

  /** One timer for all: the times of thousands who wait are looked at together. */
  #lookAt(due: number): void {
    if (due < this.#nextLook) {
      this.#nextLook = due;
      clearTimeout(this.#timer);
      const look = (): void => {
        this.#nextLook = Infinity;
        void this.#look();
      };
      this.#timer = setTimeout(look, Math.max(LOOK_MS, due - performance.now()));
    }
  }

  async #look(): Promise<void> {
    const now = performance.now();
    const over: Entry<Turn>[] = [];
    for (const entry of [...this.#lines.values()].flatMap((line) => line.all())) {
      const due = this.#dueOf(entry);
      if (due <= now) {
        over.push(entry);
      } else {
        this.#lookAt(due);
      }
    }
    for (let index = 0; index < over.length; index += SLICE) {
      for (const entry of over.slice(index, index + SLICE)) {
        this.#expire(entry);
      }
      await setImmediate();
    }
  }

  #expire(entry: Entry<Turn>): void {
    if (!entry.isWaiting) {
      return;
    }
    const isQueueTime = entry.due(Infinity) <= performance.now();
    if (!isQueueTime && !this.#breaker.isOpen) {
      this.#lookAt(this.#dueOf(entry));
      return;
    }
    this.#waiting -= 1;
    entry.fail(isQueueTime ? new Interrupted("TIMED_OUT", false) : new Unreachable());
  }
}
