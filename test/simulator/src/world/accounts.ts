import { VCENTER_PASSWORD, VCENTER_USER } from "../defaults";
import type { AccountLockout } from "../model/settings";
import type { TestClock } from "./clock";

interface Account {
  name: string;
  password: string;
  failures: number[];
  lockedUntil: number | null;
}

/** The vCenter's users. After too many refused logins an account is locked, also for the right password. */
export class Accounts {
  readonly #accounts = new Map<string, Account>();
  readonly #clock: TestClock;
  readonly #lockout: () => AccountLockout;

  constructor(clock: TestClock, lockout: () => AccountLockout) {
    this.#clock = clock;
    this.#lockout = lockout;
    this.put(VCENTER_USER, { password: VCENTER_PASSWORD });
  }

  put(name: string, change: { password?: string }): void {
    const account = this.#accounts.get(key(name)) ?? { name, password: "", failures: [], lockedUntil: null };
    account.password = change.password ?? account.password;
    this.#accounts.set(key(name), account);
  }

  /** The account's own spelling of its name, or null: refused, for whatever reason. */
  login(name: string, password: string): string | null {
    const account = this.#accounts.get(key(name));
    if (account === undefined || this.#isLocked(account)) {
      return null;
    }
    if (account.password !== password) {
      this.#countFailure(account);
      return null;
    }
    account.failures = [];
    return account.name;
  }

  list(): { name: string; failures: number; locked: boolean; locked_until: number | null }[] {
    return [...this.#accounts.values()].map((account) => ({
      name: account.name,
      locked: this.#isLocked(account),
      failures: this.#recentFailures(account).length,
      locked_until: account.lockedUntil,
    }));
  }

  #isLocked(account: Account): boolean {
    if (account.lockedUntil !== null && account.lockedUntil <= this.#clock.now()) {
      account.lockedUntil = null;
    }
    return account.lockedUntil !== null;
  }

  #countFailure(account: Account): void {
    const { failures, unlock_s } = this.#lockout();
    account.failures = [...this.#recentFailures(account), this.#clock.now()];
    if (failures > 0 && account.failures.length >= failures) {
      account.failures = [];
      account.lockedUntil = this.#clock.now() + unlock_s * 1000;
    }
  }

  #recentFailures(account: Account): number[] {
    const oldest = this.#clock.now() - this.#lockout().window_s * 1000;
    return account.failures.filter((time) => time > oldest);
  }
}

/** vCenter's user names are compared without case. */
function key(name: string): string {
  return name.toLowerCase();
}
