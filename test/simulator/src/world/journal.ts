/** What has been asked of the API so far: counts, and the last requests themselves. */

export interface RequestRecord {
  operation: string | null;
  method: string;
  /** As it stood on the wire. */
  path: string;
  vm: string | null;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  /** Null as long as there is no answer, or when a fault gave none. */
  status: number | null;
  /** What the contract has against the request. */
  violations: string[];
}

const KEPT_REQUESTS = 10_000;
const KEPT_VIOLATIONS = 1_000;

export class Journal {
  #calls: Record<string, number> = {};
  #requests: RequestRecord[] = [];
  #violations: string[] = [];
  #refusedLogins = 0;
  #guestLogins = { accepted: 0, refused: 0 };

  add(record: RequestRecord): void {
    if (record.operation !== null) {
      this.#calls[record.operation] = (this.#calls[record.operation] ?? 0) + 1;
    }
    this.#requests.push(record);
    // Cut in large steps: shifting one by one would cost a copy of the list for every request.
    if (this.#requests.length >= 2 * KEPT_REQUESTS) {
      this.#requests = this.#requests.slice(-KEPT_REQUESTS);
    }
  }

  /** An answer of the simulator's own that the contract does not allow: a bug of the simulator. */
  addViolation(text: string): void {
    if (this.#violations.length < KEPT_VIOLATIONS) {
      this.#violations.push(text);
    }
  }

  countRefusedLogin(): void {
    this.#refusedLogins += 1;
  }

  countGuestLogin(outcome: "accepted" | "refused"): void {
    this.#guestLogins[outcome] += 1;
  }

  requests(): RequestRecord[] {
    return this.#requests.slice(-KEPT_REQUESTS);
  }

  counts(): {
    calls: Record<string, number>;
    refused_logins: number;
    guest_logins: { accepted: number; refused: number };
    contract: { violations: string[] };
  } {
    return {
      calls: this.#calls,
      refused_logins: this.#refusedLogins,
      guest_logins: this.#guestLogins,
      contract: { violations: this.#violations },
    };
  }

  reset(): void {
    this.#calls = {};
    this.#requests = [];
    this.#violations = [];
    this.#refusedLogins = 0;
    this.#guestLogins = { accepted: 0, refused: 0 };
  }
}
