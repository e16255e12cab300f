import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";

/** Keeps a number of calls in flight, and counts those that end: the same code for every contender. */
export class Load {
  #begin;
  #number = 0;
  #left = 0;
  #inFlight = 0;
  #ended = 0;
  #failure;
  #drained = () => undefined;

  /** @param begin starts the call with this number; `ended` is told when it ends */
  constructor(begin) {
    this.#begin = begin;
  }

  /** A call has ended; with an error, if it is not what it should be. */
  ended(error) {
    this.#failure ??= error;
    this.#inFlight -= 1;
    this.#ended += 1;
    this.#next();
    if (this.#inFlight === 0) {
      this.#drained();
    }
  }

  /** Calls for `ms` milliseconds. The first `leadIn` milliseconds, when sockets are opened, do not count. */
  async timed({ inFlight, leadIn, ms }) {
    this.#start(inFlight, Infinity);
    await pause(leadIn);
    const [calls, cpu, since] = [this.#ended, process.cpuUsage(), performance.now()];
    await pause(ms);
    const { user, system } = process.cpuUsage(cpu);
    const result = { calls: this.#ended - calls, seconds: (performance.now() - since) / 1000, cpuMicros: user + system };
    this.#left = 0;
    await this.#drain();
    return result;
  }

  /** Makes so many calls. */
  async counted({ inFlight, count }) {
    this.#start(inFlight, count);
    await this.#drain();
  }

  #start(inFlight, count) {
    this.#left = count;
    for (let index = 0; index < inFlight; index += 1) {
      this.#next();
    }
  }

  #next() {
    if (this.#left > 0) {
      this.#left -= 1;
      this.#inFlight += 1;
      this.#begin(this.#number++);
    }
  }

  async #drain() {
    if (this.#inFlight > 0) {
      await new Promise((resolve) => (this.#drained = resolve));
    }
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }
}
