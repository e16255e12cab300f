import type { VCenterError } from "../vcenter/error";
import { Latch } from "../vcenter/latch";
import { Gate } from "./gate";
import type { Job } from "./job";

const FIRST_WAIT_MS = 15 * 60_000;
const NEXT_WAITS_MS = 60 * 60_000;

/** Requests at once with a login that has not succeeded yet. */
const TRIALS = 3;

/** Refusals in a row on different VMs after which a login is not tried anywhere: it may be a domain account. */
const REFUSALS = 3;

/** One guest login on all VMs of a pool: whether it may be used, so that no account is locked. */
export class GuestLogin {
  readonly #trials: Gate;
  readonly #everywhere = new RefusedLogin();
  readonly #onVm = new Map<string, RefusedLogin>();
  readonly #refusedInARow = new Set<string>();
  #hasSucceeded = false;

  constructor() {
    this.#trials = new Gate(() => (this.#hasSucceeded ? Infinity : TRIALS));
  }

  /** Whether a request with it need not wait for others. */
  get isFree(): boolean {
    return this.#trials.isFree;
  }

  /**
   * Before each request; {@link accepted}, {@link failed} or {@link unused} comes after it.
   *
   * @throws VCenterError UNAUTHENTICATED if it was refused a short time ago; Interrupted.
   */
  async enter(job: Job, vm: string): Promise<void> {
    await this.#trials.enter(job);
    try {
      this.#pass(vm);
    } catch (error) {
      this.#trials.leave();
      throw error;
    }
  }

  /** @throws VCenterError UNAUTHENTICATED, as {@link enter}. */
  check(vm: string): void {
    this.#onVm.get(vm)?.check();
    this.#everywhere.check();
  }

  /** The request has succeeded. */
  accepted(vm: string): void {
    if (!this.#hasSucceeded) {
      this.#hasSucceeded = true;
      this.#refusedInARow.clear();
      this.#everywhere.clear();
    }
    this.#onVm.delete(vm);
    this.#trials.leave();
  }

  /** The request has failed. @returns the error; of a refused login with `data.retryAt`. */
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

  #pass(vm: string): void {
    this.check(vm);
    this.#onVm.get(vm)?.pass();
    this.#everywhere.pass();
  }

  #refused(vm: string, error: VCenterError): VCenterError {
    this.#hasSucceeded = false;
    this.#refusedInARow.add(vm);
    if (this.#refusedInARow.size >= REFUSALS) {
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
