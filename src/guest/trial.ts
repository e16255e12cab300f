import type { VCenterError } from "../vcenter/error";
import type { GuestLogin } from "./guest-login";

/** A request without an answer for so long hangs with its VM; others need not wait for it. */
const HANGING_MS = 10_000;

/** A request with a guest login, from the permission to its end, of which exactly one method tells. */
export class Trial {
  readonly login: GuestLogin;
  readonly #vm: string;
  readonly #isKnown: boolean;
  #isHanging = false;
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param isKnown whether the login is known to be right: then nobody waits for this request */
  constructor(login: GuestLogin, vm: string, isKnown: boolean) {
    this.login = login;
    this.#vm = vm;
    this.#isKnown = isKnown;
    this.#timer = isKnown ? undefined : this.#watch();
  }

  accepted(): void {
    this.login.accepted(this.#vm);
    this.#end();
  }

  /** @returns the error; of a refused login with `data.retryAt`. */
  failed(error: VCenterError): VCenterError {
    const told = this.login.failed(this.#vm, error);
    this.#end();
    return told;
  }

  /** There was no request. */
  unused(): void {
    this.login.unused(this.#vm);
    this.#end();
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
    this.login.over(this.#vm, this.#isKnown);
  }
}
