import { performance } from "node:perf_hooks";
import { VCenterError } from "../../vcenter/error";
import type { Entry } from "./entry";

/** In milliseconds. */
export interface Timings {
  /** From the start of the flows to the removal of what became due before. */
  readonly afterStart: number;
  /** After the first failure; it doubles with each further one. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** How long a VM is to be missing until nothing is left to remove in it. */
  readonly vmMissing: number;
  /** How long after a search that found nothing it is searched again: a request may still have been on its way. */
  readonly secondSearch: number;
  /** The shortest time between two looks at all that is there. */
  readonly look: number;
}

export const TIMINGS: Timings = {
  afterStart: 60_000,
  firstPause: 60_000,
  longestPause: 6 * 3_600_000,
  vmMissing: 24 * 3_600_000,
  secondSearch: 600_000,
  look: 1_000,
};

/** What an entry waits for although it is due. */
export type Reason = "start" | "retry" | "credentials" | "connection" | "vm" | "search";

interface Pause {
  readonly until: number;
  readonly reason: Reason;
  readonly failures: number;
  /** The code of the last failure. */
  readonly code?: string;
  /** Whether a success in its VM ends it. */
  readonly isWaking?: boolean;
}

/** Which entries are left alone for now, and why. */
export class Pauses {
  readonly #timings: Timings;
  readonly #pauses = new Map<string, Pause>();

  constructor(timings: Timings) {
    this.#timings = timings;
  }

  of(mark: string): Pause | undefined {
    return this.#pauses.get(mark);
  }

  /** When it is over, by the monotonic clock. */
  until(mark: string): number {
    return this.#pauses.get(mark)?.until ?? 0;
  }

  end(mark: string): void {
    this.#pauses.delete(mark);
  }

  afterStart({ mark }: Entry): void {
    this.#set(mark, "start", this.#timings.afterStart);
  }

  /** A refused login is not tried again, whatever works for others. */
  afterFailure({ mark }: Entry, error: unknown): void {
    const { code, cause } = error instanceof VCenterError ? error : { code: "ERROR", cause: undefined };
    const failures = (this.#pauses.get(mark)?.failures ?? 0) + 1;
    const isRefused = code === "UNAUTHENTICATED" || code === "UNAUTHORIZED";
    // A success elsewhere in the VM says nothing of a path.
    const isWaking = cause?.subject !== "path";
    const ms = isRefused ? Infinity : Math.min(this.#timings.firstPause * 2 ** (failures - 1), this.#timings.longestPause);
    this.#set(mark, isRefused ? "credentials" : "retry", ms, { failures, code, isWaking });
  }

  /** Its connection is not there, or leads to another vCenter. */
  withoutConnection({ mark }: Entry): void {
    this.#set(mark, "connection", Infinity);
  }

  withoutVm({ mark, vmMissed = 0 }: Entry): void {
    const ms = Math.max(1_000, vmMissed + this.#timings.vmMissing - Date.now());
    this.#set(mark, "vm", ms, { failures: 1, code: "NOT_FOUND", isWaking: true });
  }

  /** @returns false if it was searched before. */
  afterSearch({ mark }: Entry): boolean {
    const isFirst = this.#pauses.get(mark)?.reason !== "search";
    this.#set(mark, "search", this.#timings.secondSearch);
    return isFirst;
  }

  /** Its VM works again. */
  wake({ mark }: Entry): void {
    const pause = this.#pauses.get(mark);
    if (pause?.isWaking === true && pause.reason !== "credentials") {
      this.#pauses.set(mark, { ...pause, until: 0 });
    }
  }

  /** After a deploy, there may be other credentials, and connections that were not there. */
  deployed(): void {
    for (const [mark, pause] of this.#pauses) {
      if (pause.reason === "credentials" || pause.reason === "connection") {
        this.#pauses.set(mark, { ...pause, until: 0 });
      }
    }
  }

  #set(mark: string, reason: Reason, ms: number, facts: Pick<Pause, "failures" | "code" | "isWaking"> = { failures: 0 }): void {
    this.#pauses.set(mark, { until: performance.now() + ms, reason, ...facts });
  }
}
