import { performance } from "node:perf_hooks";
import type { VCenterError } from "../vcenter/error";
import { Latch } from "../vcenter/latch";
import type { Breaker } from "./breaker";
import { Gate } from "./gate";
import type { Job } from "./job";

const FIRST_WAIT_MS = 15 * 60_000;
const NEXT_WAITS_MS = 60 * 60_000;

/** Requests at once with a login that is not known to be right. */
const TRIALS = 3;

/** A request without an answer for so long hangs with its VM; others need not wait for it. */
const HANGING_MS = 10_000;

/** Refusals in a row on different VMs after which a login is not tried anywhere: it may be a domain account. */
const REFUSALS = 3;

/** Requests that were refused, or may yet be, before a login is known to be right. */
const MOST_REFUSALS = 5;

/** A success tells for so long that the login is right: passwords are changed. */
const KNOWN_MS = 10 * 60_000;

/** One guest login on all VMs of a pool: whether it may be used, so that no account is locked. */
export class GuestLogin {
  readonly #trials = new Gate(() => this.#room);
  readonly #everywhere = new RefusedLogin();
  readonly #onVm = new Map<string, RefusedLogin>();
  readonly #refusedInARow = new Set<string>();
  readonly #breaker: Pick<Breaker, "isOpen">;
  #hanging = 0;
  #succeededAt = -Infinity;

  constructor(breaker: Pick<Breaker, "isOpen">) {
    this.#breaker = breaker;
  }

  /** Whether a request with it need not wait for others. */
  get isFree(): boolean {
    return this.#trials.isFree;
  }

  /**
   * Before each request; it waits while others find out whether the login is right.
   *
   * @throws VCenterError UNAUTHENTICATED if it was refused a short time ago; Interrupted.
   */
  async enter(job: Job, vm: string): Promise<Trial> {
    await this.#trials.enter(job);
    try {
      this.check(vm);
      this.#onVm.get(vm)?.pass();
      this.#everywhere.pass();
    } catch (error) {
      this.#trials.leave();
      throw error;
    }
    return new Trial(this, vm, this.#isKnown);
  }

  /** As {@link enter}, where the login is known to be right and nobody was refused; else `undefined`. */
  enterAtOnce(vm: string): Trial | undefined {
    if (!this.#isKnown || !this.#trials.isFree || this.#onVm.has(vm) || this.#everywhere.isSet) {
      return undefined;
    }
    this.#trials.take();
    return new Trial(this, vm, true);
  }

  /** @throws VCenterError UNAUTHENTICATED, as {@link enter}. */
  check(vm: string): void {
    this.#onVm.get(vm)?.check();
    this.#everywhere.check();
  }

  /** While the breaker is open nothing is sent, and who waits here waits there. */
  breakerChanged(): void {
    this.#trials.admit();
  }

  /** One more request, or one less, has no answer for a long time. */
  hanging(change: 1 | -1): void {
    this.#hanging += change;
    this.#trials.admit();
  }

  /** A request has succeeded. */
  accepted(vm: string): void {
    if (!this.#isKnown) {
      this.#refusedInARow.clear();
      this.#everywhere.clear();
    }
    this.#succeededAt = performance.now();
    this.#onVm.delete(vm);
    this.#trials.leave();
  }

  /** A request has failed. @returns the error; of a refused login with `data.retryAt`. */
  failed(vm: string, error: VCenterError): VCenterError {
    if (error.code !== "UNAUTHENTICATED" || error.cause.subject !== "guest-login") {
      this.unused(vm);
      return error;
    }
    const refusal = this.#refused(vm, error);
    this.#trials.leave();
    return refusal;
  }

  /** There was no request, or one that says nothing of the login. */
  unused(vm: string): void {
    this.#everywhere.undecided();
    this.#onVm.get(vm)?.undecided();
    this.#trials.leave();
  }

  get #isKnown(): boolean {
    return performance.now() - this.#succeededAt < KNOWN_MS;
  }

  get #room(): number {
    if (this.#isKnown || this.#everywhere.isHolding || this.#breaker.isOpen) {
      return Infinity;
    }
    const spare = MOST_REFUSALS - this.#refusedInARow.size;
    return Math.max(1, Math.min(TRIALS + this.#hanging, spare));
  }

  #refused(vm: string, error: VCenterError): VCenterError {
    this.#succeededAt = -Infinity;
    this.#refusedInARow.add(vm);
    if (this.#refusedInARow.size >= REFUSALS) {
      this.#everywhere.again(error);
    }
    const refused = this.#onVm.get(vm) ?? new RefusedLogin();
    this.#onVm.set(vm, refused);
    return refused.again(error);
  }
}

/** A request with a guest login, from the permission to its end, of which exactly one method tells. */
export class Trial {
  readonly login: GuestLogin;
  readonly #vm: string;
  #isHanging = false;
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param isKnown whether the login is known to be right: then nobody waits for this request */
  constructor(login: GuestLogin, vm: string, isKnown: boolean) {
    this.login = login;
    this.#vm = vm;
    this.#timer = isKnown ? undefined : this.#watch();
  }

  accepted(): void {
    this.#end();
    this.login.accepted(this.#vm);
  }

  /** @returns the error; of a refused login with `data.retryAt`. */
  failed(error: VCenterError): VCenterError {
    this.#end();
    return this.login.failed(this.#vm, error);
  }

  /** There was no request. */
  unused(): void {
    this.#end();
    this.login.unused(this.#vm);
  }

  #watch(): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#isHanging = true;
      this.login.hanging(1);
    }, HANGING_MS);
    return timer.unref();
  }

  #end(): void {
    clearTimeout(this.#timer);
    if (this.#isHanging) {
      this.#isHanging = false;
      this.login.hanging(-1);
    }
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
