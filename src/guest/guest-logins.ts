import { performance } from "node:perf_hooks";
import type { GuestCredentials } from "../vcenter/client";
import type { VCenterError } from "../vcenter/error";
import type { Refusal } from "../vcenter/latch";
import type { Breaker } from "./breaker";
import { fingerprintOf } from "./fingerprint";
import { GuestLogin } from "./guest-login";
import type { Trial } from "./trial";
import type { Place } from "./work";

/** So many are remembered: tokens that live shortly would fill the memory. */
const REMEMBERED = 10_000;

/** A guest login that is not tried at present. */
export interface RefusedGuestLogin {
  /** As in {@link Place}. */
  readonly loginName: string;
  /** `undefined`: on all VMs. */
  readonly vm: string | undefined;
  readonly refusal: Refusal;
}

interface Refused {
  readonly login: GuestLogin;
  readonly vm: string;
  readonly loginName: string;
  readonly at: number;
}

/** The guest logins that were used in a pool, by what they consist of: a changed password is another login. */
export class GuestLogins {
  readonly #breaker: Pick<Breaker, "isOpen">;
  readonly #logins = new Map<string, GuestLogin>();
  readonly #refusals = new Map<string, Refused>();

  constructor(breaker: Pick<Breaker, "isOpen">) {
    this.#breaker = breaker;
  }

  /** The breaker has opened or closed. */
  breakerChanged(): void {
    for (const login of this.#logins.values()) {
      login.look();
    }
  }

  login(credentials: GuestCredentials): GuestLogin {
    const fingerprint = fingerprintOf(credentials);
    const login = this.#logins.get(fingerprint) ?? new GuestLogin(this.#breaker, credentials);
    return remember(this.#logins, fingerprint, login, ({ isLatched }) => !isLatched);
  }

  /** After a request that succeeded: what was refused under that name before were other credentials. */
  accepted(trial: Trial, { vm, loginName }: Place): void {
    trial.accepted();
    if (this.#refusals.size > 0) {
      this.#refusals.delete(keyOf(vm, loginName));
    }
  }

  /** After a request that failed. @returns the error; of a refused login with `data.retryAt`. */
  failed(trial: Trial, { vm, loginName }: Place, error: VCenterError): VCenterError {
    const known = trial.failed(error);
    if (known !== error) {
      const { login } = trial;
      remember(this.#refusals, keyOf(vm, loginName), { login, vm, loginName, at: performance.now() });
    }
    return known;
  }

  /**
   * How a request with a login went elsewhere: it counts as if it had been sent here.
   *
   * @param loginName `undefined` where messages use other credentials under that name
   */
  told(credentials: GuestCredentials, vm: string, loginName: string | undefined, refusal?: VCenterError): void {
    const login = this.login(credentials);
    if (refusal === undefined) {
      login.accepted(vm);
    } else if (login.failed(vm, refusal) !== refusal && loginName !== undefined) {
      remember(this.#refusals, keyOf(vm, loginName), { login, vm, loginName, at: performance.now() });
    }
    login.look();
  }

  /**
   * Ends a job that was waiting when the login of that name was refused on its VM, without asking anybody for the login.
   *
   * @throws VCenterError UNAUTHENTICATED
   */
  checkWaiting({ vm, loginName }: Place, arrived: number): void {
    const refusal = this.#refusals.get(keyOf(vm, loginName));
    if (refusal !== undefined && arrived < refusal.at) {
      refusal.login.check(vm);
    }
  }

  /** All that are refused; what counts on all VMs comes first. */
  refused(): RefusedGuestLogin[] {
    const all = [...this.#refusals.values()];
    const everywhere = [...new Map(all.map((refused) => [refused.loginName, { ...refused, vm: undefined }])).values()];
    return [...everywhere, ...all].flatMap(({ login, loginName, vm }) => {
      const refusal = login.refusal(vm);
      return refusal === undefined ? [] : [{ loginName, vm, refusal }];
    });
  }

  /**
   * Lets a refused login be tried once before its time.
   *
   * @param allow is asked first for each that may not be tried yet; it throws where that is too much
   * @returns whether it was refused there.
   */
  release(loginName: string, vm: string | undefined, allow: (login: GuestLogin) => void): boolean {
    const all = [...this.#refusals.values()].filter((one) => one.loginName === loginName && (vm ?? one.vm) === one.vm);
    const logins = new Set(all.map(({ login }) => login).filter((login) => login.refusal(vm) !== undefined));
    for (const login of logins) {
      if (login.refusal(vm)?.mayTry === false) {
        allow(login);
        login.release(vm);
      }
    }
    return logins.size > 0;
  }
}

function keyOf(vm: string, loginName: string): string {
  return `${vm}\n${loginName}`;
}

/** Forgets the one that was remembered longest ago, of those that need not be remembered. */
function remember<T>(map: Map<string, T>, key: string, value: T, mayForget: (one: T) => boolean = () => true): T {
  map.delete(key);
  if (map.size >= REMEMBERED) {
    map.delete(oldest(map, mayForget));
  }
  map.set(key, value);
  return value;
}

function oldest<T>(map: Map<string, T>, mayForget: (one: T) => boolean): string {
  for (const [key, one] of map) {
    if (mayForget(one)) {
      return key;
    }
  }
  const [first = ""] = map.keys();
  return first;
}
