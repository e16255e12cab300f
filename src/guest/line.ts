/** How long a job may wait for its turn, in milliseconds. */
export interface Patience {
  /** From the arrival; Infinity: for ever. */
  readonly queueTimeout: number;
  /** Of the work itself; as long it waits for a vCenter that does not answer. */
  readonly timeout: number;
}

/** Where a job waits. When it has left, by any way, nothing in it refers to the job any more. */
export class Place<T> {
  readonly arrived: number;
  readonly patience: Patience;
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
    this.patience = patience;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get isWaiting(): boolean {
    return this.#resolve !== undefined;
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
      this.#line.waiting -= 1;
    }
  }
}

/** Those who wait for the turn of one VM, first in, first out; and how many have it. */
export class Line<T> {
  readonly vm: string;
  /** How many have the turn. */
  turns = 0;
  waiting = 0;
  /** Whether it stands among those that may begin. */
  isReady = false;
  #places: Place<T>[] = [];
  #first = 0;

  constructor(vm: string) {
    this.vm = vm;
  }

  get isIdle(): boolean {
    return this.turns === 0 && this.waiting === 0;
  }

  add(place: Place<T>): void {
    this.#places.push(place);
    this.waiting += 1;
  }

  /** The first who still waits; it stays until it leaves. */
  first(): Place<T> | undefined {
    while (this.#first < this.#places.length) {
      const place = this.#places[this.#first];
      if (place?.isWaiting) {
        return place;
      }
      this.#first += 1;
    }
    this.#places = [];
    this.#first = 0;
    return undefined;
  }

  /** All who wait. Forgets those who have left. */
  all(): readonly Place<T>[] {
    this.#places = this.#places.filter(({ isWaiting }) => isWaiting);
    this.#first = 0;
    return this.#places;
  }
}
