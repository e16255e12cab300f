import { performance } from "node:perf_hooks";
import type { GuestCredentials } from "../vcenter/client";
import type { VCenterError } from "../vcenter/error";
import { Latch, type Refusal } from "../vcenter/latch";
import type { Breaker } from "./breaker";
import { accountOf, fingerprintOf } from "./fingerprint";
import type { Job } from "./job";
import { Trial } from "./trial";

const FIRST_WAIT_MS = 15 * 60_000;
const NEXT_WAITS_MS = 60 * 60_000;

/** Requests at once with a login that is not known to be right. */
const TRIALS = 3;

/** Refusals in a row on different VMs after which a login is not tried anywhere: it may be a domain account. */
const REFUSALS = 3;

/** Requests that were refused, or may yet be, before a login is known to be right. */
const MOST_REFUSALS = 5;

/** A success tells for so long that the login is right: passwords are changed. */
const KNOWN_MS = 10 * 60_000;

/** Who waits until the login may be tried. */
interface Waiter {
  readonly vm: string;
  readonly lookAgain: () => void;
}

/** One guest login on all VMs of a pool: whether it may be used, so that no account is locked. */
export class GuestLogin {
  /** As {@link accountOf} tells it. */
  readonly account: string;
  /** Of what it consists of, without its secret. */
  readonly fingerprint: string;
  readonly #breaker: Pick<Breaker, "isOpen">;
  readonly #everywhere = new RefusedLogin();
  readonly #onVm = new Map<string, RefusedLogin>();
  /** Where it is being tried and nobody knows whether it is right. */
  readonly #trying = new Set<string>();
  #hanging = 0;
  readonly #waiting = new Set<Waiter>();
  /** Since it was last accepted. */
  #refusals = 0;
  readonly #refusedOn = new Set<string>();
  #succeededAt = -Infinity;

  constructor(breaker: Pick<Breaker, "isOpen">, credentials: GuestCredentials) {
    this.#breaker = breaker;
    this.account = accountOf(credentials);
    this.fingerprint = fingerprintOf(credentials);
  }

  /** Whether it was refused somewhere, and must not be forgotten. */
  get isLatched(): boolean {
    return this.#everywhere.isSet || this.#onVm.size > 0;
  }

  /** Whether it was accepted a short time ago, and has not been refused since. */
  get isKnown(): boolean {
    return performance.now() - this.#succeededAt < KNOWN_MS;
  }

  /** Its refusal on a VM, or that which counts on all VMs. */
  refusal(vm: string | undefined): Refusal | undefined {
    return this.#latch(vm)?.refusal;
  }

  /** It may be tried once before its time: on a VM, or on all if it was refused for all. */
  release(vm: string | undefined): void {
    this.#latch(vm)?.release();
    this.look();
  }

  /**
   * The permission for one request, asked for when nothing else is left to wait for; `undefined` while others find out
   * whether the login is right.
   *
   * @throws VCenterError UNAUTHENTICATED if it was refused a short time ago.
   */
  trial(vm: string): Trial | undefined {
    const isKnown = this.isKnown;
    this.check(vm);
    if (!isKnown && !this.#hasRoom(vm)) {
      return undefined;
    }
    this.#onVm.get(vm)?.pass();
    this.#everywhere.pass();
    if (!isKnown) {
      this.#trying.add(vm);
    }
    return new Trial(this, vm, isKnown);
  }

  /** @throws VCenterError UNAUTHENTICATED, as {@link trial}. */
  check(vm: string): void {
    this.#onVm.get(vm)?.check();
    this.#everywhere.check();
  }

  /** Waits as long as {@link trial} gives nothing. @throws Interrupted */
  async wait(job: Job, vm: string): Promise<void> {
    if (this.#isDecided(vm) || this.#hasRoom(vm)) {
      return;
    }
    await job.wait<undefined>((resolve) => {
      const waiter = {
        vm,
        lookAgain: () => {
          resolve(undefined);
        },
      };
      this.#waiting.add(waiter);
      return () => this.#waiting.delete(waiter);
    });
  }

  /** Who waits and may now try it looks again: something has changed, or somebody who was to look has gone. */
  look(): void {
    let room = this.#room - this.#trying.size;
    for (const waiter of this.#waiting) {
      const isDecided = this.#isDecided(waiter.vm);
      if (isDecided || (room > 0 && !this.#trying.has(waiter.vm))) {
        room -= isDecided ? 0 : 1;
        this.#waiting.delete(waiter);
        waiter.lookAgain();
      }
    }
  }

  /** One more request, or one less, has no answer for a long time. */
  hanging(change: 1 | -1): void {
    this.#hanging += change;
    this.look();
  }

  /** A request has succeeded. */
  accepted(vm: string): void {
    if (!this.isKnown) {
      this.#refusals = 0;
      this.#refusedOn.clear();
      this.#everywhere.clear();
    }
    this.#succeededAt = performance.now();
    this.#onVm.delete(vm);
  }

  /** A request has failed. @returns the error; of a refused login with `data.retryAt`. */
  failed(vm: string, error: VCenterError): VCenterError {
    if (error.cause.subject !== "guest-login") {
      this.unused(vm);
      return error;
    }
    return this.#refused(vm, error);
  }

  /** There was no request, or one that says nothing of the login. */
  unused(vm: string): void {
    this.#everywhere.undecided();
    this.#onVm.get(vm)?.undecided();
  }

  /** A trial has ended. @param isKnown as when it began */
  over(vm: string, isKnown: boolean): void {
    if (!isKnown) {
      this.#trying.delete(vm);
    }
    this.look();
  }

  #latch(vm: string | undefined): RefusedLogin | undefined {
    return vm === undefined ? this.#everywhere : this.#onVm.get(vm);
  }

  /** Whether there is nothing to find out for who waits: they may go on, are refused, or wait for vCenter. */
  #isDecided(vm: string): boolean {
    const isRefused = this.#everywhere.isClosed || this.#onVm.get(vm)?.isClosed === true;
    return this.isKnown || isRefused || this.#breaker.isOpen;
  }

  #hasRoom(vm: string): boolean {
    return this.#trying.size < this.#room && !this.#trying.has(vm);
  }

  /** How many may try it at once. */
  get #room(): number {
    return Math.max(1, Math.min(TRIALS + this.#hanging, MOST_REFUSALS - this.#refusals));
  }

  #refused(vm: string, error: VCenterError): VCenterError {
    this.#succeededAt = -Infinity;
    this.#refusals += 1;
    this.#refusedOn.add(vm);
    if (this.#refusedOn.size >= REFUSALS) {
      this.#everywhere.again(error);
    }
    const refused = this.#onVm.get(vm) ?? new RefusedLogin();
    this.#onVm.set(vm, refused);
    return refused.again(error);
  }
}

class RefusedLogin extends Latch {
  #refusals = 0;

  /** Who was under way together counts as one. */
  again(error: VCenterError): VCenterError {
    this.#refusals += this.isHolding ? 0 : 1;
    return this.set(error, this.#refusals === 1 ? FIRST_WAIT_MS : NEXT_WAITS_MS);
  }

  override clear(): void {
    this.#refusals = 0;
    super.clear();
  }
}
