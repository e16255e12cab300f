import { performance } from "node:perf_hooks";
import type { Client, GuestReadiness } from "../vcenter/client";
import type { VCenterError } from "../vcenter/error";
import { Flight } from "../vcenter/flight";
import type { Breaker } from "./breaker";
import { Job } from "./job";
import type { Turns } from "./turns";
import type { Place } from "./work";

const QUESTION_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;

/** So long before a wait ends in vain, VMware Tools are asked for once more. */
const LAST_LOOK_MS = 500;

/** Tells from what vCenter says of VMware Tools whether a guest login can be used. */
export type IsReady = (readiness: GuestReadiness) => boolean;

/** A VM whose VMware Tools were seen not ready, and those who wait for them. */
interface Watch {
  /** When they were first seen so, on the monotonic clock. */
  readonly since: number;
  /** What looks at an answer for each who waits, and when that one's wait ends. */
  readonly waiting: Map<(readiness: GuestReadiness) => void, number>;
  pause: number;
  timer: NodeJS.Timeout | undefined;
  /** How a wait would end, and when the last one ended without VMware Tools. */
  vain?: { readonly error: VCenterError; readonly at: number; readonly due: number; readonly loginName: string };
}

/** Asks whether VMware Tools of a VM are ready, once for all who want to know. */
export class Tools {
  readonly #client: Client;
  readonly #turns: Turns;
  readonly #breaker: Breaker;
  readonly #questions = new Map<string, Promise<GuestReadiness | undefined>>();
  readonly #asking = new Set<Job>();
  readonly #watches = new Map<string, Watch>();

  constructor(client: Client, turns: Turns, breaker: Breaker) {
    this.#client = client;
    this.#turns = turns;
    this.#breaker = breaker;
  }

  /** `undefined` if vCenter does not say. Never rejects. */
  readiness(vm: string): Promise<GuestReadiness | undefined> {
    const asked = this.#questions.get(vm) ?? this.#ask(vm);
    this.#questions.set(vm, asked);
    return asked;
  }

  /** When the VM was first seen not ready; from now on it counts as such. */
  notReadySince(vm: string): number {
    return this.#watch(vm).since;
  }

  /** A guest call has succeeded. */
  seenReady(vm: string): void {
    const watch = this.#watches.get(vm);
    if (watch !== undefined && watch.waiting.size === 0) {
      this.#forget(vm, watch);
    }
  }

  /**
   * Asks again and again, until VMware Tools are ready or it is `due` (monotonic clock).
   *
   * @param error thrown when it is due, also by {@link checkWaiting} for who has waited behind with the same login
   */
  async ready(job: Job, { vm, loginName }: Place, isReady: IsReady, due: number, error: VCenterError): Promise<void> {
    const watch = this.#watch(vm);
    await job.wait<undefined>((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        watch.waiting.delete(look);
      };
      const look = (readiness: GuestReadiness): void => {
        if (isReady(readiness)) {
          leave();
          resolve(undefined);
        }
      };
      const giveUp = (): void => {
        leave();
        const at = performance.now();
        watch.vain = { error, at, due: at, loginName };
      };
      const timer = setTimeout(() => {
        leave();
        // A timer may be early by less than a millisecond.
        watch.vain = { error, at: performance.now(), due, loginName };
        reject(error);
      }, due - performance.now());
      watch.waiting.set(look, due);
      this.#poll(vm, watch);
      return giveUp;
    });
  }

  /**
   * Ends a job that was waiting for the turn of its VM while another waited for VMware Tools in vain for as long as this
   * one would. Who comes later begins anew.
   *
   * @throws VCenterError SERVICE_UNAVAILABLE, subject `tools`.
   */
  checkWaiting({ vm, loginName, waitForTools }: Place, arrived: number): void {
    const { vain, since = 0 } = this.#watches.get(vm) ?? {};
    if (vain === undefined) {
      return;
    }
    if (arrived >= vain.at) {
      this.seenReady(vm);
    } else if (loginName === vain.loginName && waitForTools > 0) {
      if (Math.max(vain.due, performance.now()) >= since + waitForTools) {
        throw vain.error;
      }
    }
  }

  /** The end of its pool. */
  stop(): void {
    for (const job of this.#asking) {
      job.end("CLOSED");
    }
    for (const { timer } of this.#watches.values()) {
      clearTimeout(timer);
    }
  }

  #watch(vm: string): Watch {
    const known = this.#watches.get(vm);
    if (known !== undefined) {
      return known;
    }
    this.#forgetIdle();
    const watch = newWatch();
    this.#watches.set(vm, watch);
    return watch;
  }

  /** VMs whose VMware Tools never became ready, where no job is left that has waited for its turn behind another. */
  #forgetIdle(): void {
    for (const [vm, watch] of this.#watches) {
      if (watch.waiting.size === 0 && this.#turns.isIdle(vm)) {
        this.#forget(vm, watch);
      }
    }
  }

  #poll(vm: string, watch: Watch): void {
    if (watch.timer !== undefined) {
      return;
    }
    watch.timer = setTimeout(() => {
      void this.#lookAgain(vm, watch);
    }, pauseOf(watch));
    watch.pause = Math.min(watch.pause * 2, LONGEST_PAUSE_MS);
  }

  async #lookAgain(vm: string, watch: Watch): Promise<void> {
    const readiness = watch.waiting.size === 0 ? undefined : await this.readiness(vm);
    watch.timer = undefined;
    if (readiness !== undefined) {
      for (const look of watch.waiting.keys()) {
        look(readiness);
      }
    }
    if (watch.waiting.size > 0) {
      this.#poll(vm, watch);
    } else if (readiness?.guest_operations_ready === true) {
      this.#forget(vm, watch);
    }
  }

  #forget(vm: string, watch: Watch): void {
    if (this.#watches.get(vm) === watch) {
      clearTimeout(watch.timer);
      this.#watches.delete(vm);
    }
  }

  async #ask(vm: string): Promise<GuestReadiness | undefined> {
    const job = new Job();
    const flight = new Flight();
    this.#asking.add(job);
    try {
      return await job.limited(QUESTION_MS, () => this.#answer(vm, job, flight));
    } catch {
      return undefined;
    } finally {
      flight.abort("TIMED_OUT");
      this.#asking.delete(job);
      this.#questions.delete(vm);
    }
  }

  async #answer(vm: string, job: Job, flight: Flight): Promise<GuestReadiness | undefined> {
    await this.#turns.slots.enter(job);
    try {
      return this.#breaker.isOpen ? undefined : await job.until(this.#client.guestOperations(vm, flight));
    } finally {
      this.#turns.slots.leave();
    }
  }
}

function newWatch(): Watch {
  return { since: performance.now(), waiting: new Map(), pause: FIRST_PAUSE_MS, timer: undefined };
}

/** Shorter where the first of those who wait would else give up without a last look. */
function pauseOf({ pause, waiting }: Watch): number {
  const left = Math.min(...waiting.values()) - performance.now();
  return Math.max(FIRST_PAUSE_MS, Math.min(pause, left - LAST_LOOK_MS));
}
