/** How long a job may wait for its turn, in milliseconds. */
export interface Patience {
  /** From the arrival; Infinity: for ever. */
  readonly queueTimeout: number;
  /** Of the work itself; as long it waits for a vCenter that does not answer. */
  readonly timeout: number;
}

/** Where a job waits. When it has left, by any way, nothing in it refers to the job any more. */
export class Entry<T> {
  readonly arrived: number;
  #patience: Patience | undefined;
  readonly #line: Line<T>;
  #resolve: ((value: T) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(
    line: Line<T>,
    arrived: number,
    patience: Patience,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.#line = line;
    this.arrived = arrived;
    this.#patience = patience;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get isWaiting(): boolean {
    return this.#resolve !== undefined;
  }

  /** The monotonic time at which it has waited long enough; `openedAt` of the breaker, Infinity while it is closed. */
  due(openedAt: number): number {
    const { queueTimeout = 0, timeout = 0 } = this.#patience ?? {};
    return Math.min(this.arrived + queueTimeout, Math.max(this.arrived, openedAt) + timeout);
  }

  give(value: T): void {
    const resolve = this.#resolve;
    this.leave();
    resolve?.(value);
  }

  fail(error: unknown): void {
    const reject = this.#reject;
    this.leave();
    reject?.(error);
  }

  leave(): void {
    if (this.isWaiting) {
      this.#resolve = undefined;
      this.#reject = undefined;
      this.#patience = undefined;
      this.#line.left();
    }
  }
}

/** What is done in a VM, in jobs. */
export interface VmLoad {
  readonly vm: string;
  /** How many have the turn. */
  readonly turns: number;
  readonly waiting: number;
}

/** How many who have left a line remembers at least, before it looks for them. */
const SPARE = 32;

/** Those who wait for the turn of one VM, first in, first out, who had it before first of all; and how many have it. */
export class Line<T> {
  readonly vm: string;
  /** How many have the turn. */
  turns = 0;
  waiting = 0;
  /** Whether it stands among those that may begin. */
  isReady = false;
  #entries: Entry<T>[] = [];
  #first = 0;
  /** Who had the turn before. */
  #returning: Entry<T>[] = [];

  constructor(vm: string) {
    this.vm = vm;
  }

  get isIdle(): boolean {
    return this.turns === 0 && this.waiting === 0;
  }

  get load(): VmLoad {
    const { vm, turns, waiting } = this;
    return { vm, turns, waiting };
  }

  add(entry: Entry<T>): void {
    this.#entries.push(entry);
    this.waiting += 1;
  }

  addReturning(entry: Entry<T>): void {
    this.#returning.push(entry);
    this.waiting += 1;
  }

  /** One has left; now and then those are forgotten. */
  left(): void {
    this.waiting -= 1;
    if (this.#entries.length > 2 * this.waiting + SPARE) {
      this.all();
    }
  }

  /** The first who still waits; it stays until it leaves. */
  first(): Entry<T> | undefined {
    this.#returning = this.#returning.filter(({ isWaiting }) => isWaiting);
    return this.#returning[0] ?? this.#firstNew();
  }

  /** All who wait. Forgets those who have left. */
  all(): readonly Entry<T>[] {
    this.#entries = this.#entries.filter(({ isWaiting }) => isWaiting);
    this.#first = 0;
    return [...this.#returning.filter(({ isWaiting }) => isWaiting), ...this.#entries];
  }

  #firstNew(): Entry<T> | undefined {
    while (this.#first < this.#entries.length) {
      const entry = this.#entries[this.#first];
      if (entry?.isWaiting) {
        return entry;
      }
      this.#first += 1;
    }
    this.#entries = [];
    this.#first = 0;
    return undefined;
  }
}
