import { performance } from "node:perf_hooks";
import { Interrupted, type Interruption } from "../vcenter/interrupted";

/** `queued` until its first attempt, `waiting` for VMware Tools, `apart` while its program runs in the guest. */
export type Phase = "queued" | "running" | "waiting" | "apart" | "ended";

/** Who wants to know what becomes of a job. */
export interface JobWatcher {
  readonly changed?: (phase: Phase, before: Phase) => void;
  /** How much of a transfer has been moved, in percent; `undefined` when it has ended. */
  readonly progress?: (percent: number | undefined) => void;
  /** One line for the log. */
  readonly warn?: (text: string) => void;
}

/** The work for one message, which anybody may end. */
export class Job {
  readonly arrived = performance.now();
  /** Of the last request in the guest. */
  operationId: string | undefined;
  /** A request may have been done whose repeat has not succeeded. */
  isInDoubt = false;
  readonly #watcher: JobWatcher;
  #attempts = 0;
  /** The operation of the last request that counts, and how often it was sent on end. */
  #operation = "";
  #times = 0;
  #phase: Phase = "queued";
  #ended: Interruption | undefined;
  #closedAt: number | undefined;
  #whenClosed: () => void = nothing;
  #interrupt: ((reason: Interruption) => void) | undefined;
  #due = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(watcher: JobWatcher = {}) {
    this.#watcher = watcher;
  }

  /** How often a request was sent, repeats included: of several steps, the one that was sent most often. */
  get attempts(): number {
    return this.#attempts;
  }

  /** A request of an operation was sent. */
  countAttempt(name: string): void {
    this.#times = name === this.#operation ? this.#times + 1 : 1;
    this.#operation = name;
    this.#attempts = Math.max(this.#attempts, this.#times);
  }

  get phase(): Phase {
    return this.#phase;
  }

  set phase(phase: Phase) {
    const before = this.#phase;
    this.#phase = phase;
    this.#watcher.changed?.(phase, before);
  }

  progress(percent: number | undefined): void {
    this.#watcher.progress?.(percent);
  }

  warn(text: string): void {
    this.#watcher.warn?.(text);
  }

  /** Whole milliseconds since the message arrived. */
  get elapsed(): number {
    return Math.round(performance.now() - this.arrived);
  }

  /** Milliseconds until the time limit of the present part of the work. */
  get left(): number {
    return this.#due - performance.now();
  }

  /** The first reason counts. */
  end(reason: Interruption): void {
    if (this.#ended === undefined) {
      this.#ended = reason;
      this.#interrupt?.(reason);
    }
    if (reason === "CLOSED" && this.#closedAt === undefined) {
      this.#closedAt = performance.now();
      this.#whenClosed();
    }
  }

  /** Since when its node or pool closes (monotonic clock), also if it had ended before. */
  get closedAt(): number | undefined {
    return this.#closedAt;
  }

  /** Called at the close, for what still goes on after the end; one at a time. */
  whenClosed(action: () => void): void {
    this.#whenClosed = action;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Why it has ended before its work was done. */
  get ending(): Interruption | undefined {
    return this.#ended;
  }

  /** @throws Interrupted if it has ended. */
  check(): void {
    if (this.#ended !== undefined) {
      throw new Interrupted(this.#ended, false);
    }
  }

  /**
   * Waits for what `begin` sets going, unless the job ends first: then what `begin` returned takes it back. A job waits
   * for one thing at a time.
   *
   * @throws Interrupted
   */
  wait<T>(begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(new Interrupted(this.#ended, false));
        return;
      }
      const waiting = { isOver: false };
      const settle = <A>(how: (result: A) => void): ((result: A) => void) => {
        return (result) => {
          waiting.isOver = true;
          this.#interrupt = undefined;
          how(result);
        };
      };
      const takeBack = begin(settle(resolve), settle(reject));
      if (!waiting.isOver) {
        this.#interrupt = (reason) => {
          takeBack();
          reject(new Interrupted(reason, false));
        };
      }
    });
  }

  /** What a promise gives, unless the job ends first. The promise itself goes on: others may wait for it too. */
  until<T>(promise: Promise<T>): Promise<T> {
    if (this.#ended !== undefined) {
      promise.catch(nothing);
    }
    return this.wait((resolve, reject) => {
      promise.then(resolve, reject);
      return nothing;
    });
  }

  pause(ms: number): Promise<void> {
    return this.wait((resolve) => {
      const timer = setTimeout(resolve, ms);
      return () => {
        clearTimeout(timer);
      };
    });
  }

  /** Runs a part of the work; it ends the job when the part takes longer than `ms` milliseconds. */
  async limited<T>(ms: number, work: () => Promise<T>): Promise<T> {
    this.#startClock(ms);
    try {
      return await work();
    } finally {
      this.#stopClock();
    }
  }

  /** Runs a part whose time does not count in the limit around it. */
  async untimed<T>(work: () => Promise<T>): Promise<T> {
    const goOn = this.halt();
    try {
      return await work();
    } finally {
      goOn();
    }
  }

  /** Stops the time limit of the present part of the work. @returns what lets it go on, once. */
  halt(): () => void {
    const { left } = this;
    this.#stopClock();
    return () => {
      this.#startClock(left);
    };
  }

  /** Shortens the limit of the present part of the work. */
  hurry(ms: number): void {
    if (this.#timer !== undefined && ms < this.left) {
      this.#stopClock();
      this.#startClock(ms);
    }
  }

  /** Begins the limit of the present part of the work anew. */
  renew(ms: number): void {
    if (this.#timer !== undefined) {
      this.#due = performance.now() + ms;
      this.#timer.refresh();
    }
  }

  #startClock(ms: number): void {
    this.#due = performance.now() + ms;
    if (ms < Infinity) {
      this.#timer = setTimeout(() => {
        this.end("TIMED_OUT");
      }, ms);
    }
  }

  #stopClock(): void {
    this.#due = Infinity;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

function nothing(): void {
  // Nothing to take back, and nobody to tell.
}
