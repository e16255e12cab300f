import { performance } from "node:perf_hooks";
import { VCenterError, type VCenterErrorCause } from "../../vcenter/error";
import { type Entry, placeOf } from "./entry";

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
  /** When after a lost answer its file is looked for. */
  readonly looks: readonly number[];
  /** When after it was abandoned a mark is swept. */
  readonly sweeps: readonly number[];
  /** How long what is due waits for its VM to be idle; then it waits for its turn, as a message does. */
  readonly patience: number;
  /** The shortest time between two looks at all that is there. */
  readonly look: number;
  /** How often a ledger is tried again that another process has. */
  readonly reopen: number;
}

export const TIMINGS: Timings = {
  afterStart: 60_000,
  firstPause: 60_000,
  longestPause: 6 * 3_600_000,
  vmMissing: 24 * 3_600_000,
  secondSearch: 600_000,
  looks: [1_000, 5_000, 15_000],
  sweeps: [60_000, 600_000, 3_600_000],
  patience: 20_000,
  look: 1_000,
  reopen: 60_000,
};

/** What an entry waits for although it is due. */
export type Reason = "start" | "retry" | "credentials" | "connection" | "vm" | "search";

export interface Pause {
  readonly until: number;
  readonly reason: Reason;
  readonly failures: number;
  /** The code of the last failure. */
  readonly code?: string;
  /** The VM in which a success ends it. */
  readonly place?: string;
}

/** Which entries are left alone for now, and why. */
export class Pauses {
  readonly #timings: Timings;
  readonly #pauses = new Map<string, Pause>();
  /** The marks that a success in a VM wakes: there may be very many entries, and very many successes. */
  readonly #sleepers = new Map<string, Set<string>>();
  /** Of VMs as a whole: of many entries in one that does not answer, one finds that out for all. */
  readonly #vms = new Map<string, Pause>();

  constructor(timings: Timings) {
    this.#timings = timings;
  }

  /** The one that is over last: its own, or that of its VM. */
  of(entry: Entry): Pause | undefined {
    const [own, vms] = [this.#pauses.get(entry.mark), this.#vms.get(placeOf(entry))];
    return vms !== undefined && vms.until >= (own?.until ?? 0) ? vms : own;
  }

  /** When both are over, by the monotonic clock. */
  until(entry: Entry): number {
    return this.of(entry)?.until ?? 0;
  }

  /** How often an entry has failed itself. */
  failuresOf({ mark }: Entry): number {
    return this.#pauses.get(mark)?.failures ?? 0;
  }

  end(mark: string): void {
    const { place = "" } = this.#pauses.get(mark) ?? {};
    const sleepers = this.#sleepers.get(place);
    sleepers?.delete(mark);
    if (sleepers?.size === 0) {
      this.#sleepers.delete(place);
    }
    this.#pauses.delete(mark);
  }

  afterStart({ mark }: Entry): void {
    this.#set(mark, "start", this.#timings.afterStart);
  }

  afterFailure(entry: Entry, error: unknown): void {
    const { code, cause } = error instanceof VCenterError ? error : { code: "ERROR", cause: undefined };
    const place = placeOf(entry);
    const failures = this.failuresOf(entry) + 1;
    const isRefused = code === "UNAUTHENTICATED" || code === "UNAUTHORIZED";
    // A success in the VM tells that vCenter lets us in again, but nothing of guest logins, rights and paths.
    const isWaking = isRefused ? cause?.subject === "session" : cause?.subject !== "path";
    const ms = this.#msAfter(failures, code, cause);
    this.#set(entry.mark, isRefused ? "credentials" : "retry", ms, { failures, code, ...(isWaking && { place }) });
    if (isWaking && !isRefused) {
      const all = (this.#vms.get(place)?.failures ?? 0) + 1;
      this.#vms.set(place, { until: performance.now() + this.#msAfter(all, code, cause), reason: "retry", failures: all, code });
    }
  }

  /** A refused guest login waits for a deploy, vCenter's own for its next try; a right may be given without either. */
  #msAfter(failures: number, code: string, cause: VCenterErrorCause | undefined): number {
    const { firstPause, longestPause } = this.#timings;
    if (code === "UNAUTHORIZED") {
      return longestPause;
    }
    if (code === "UNAUTHENTICATED" && cause?.subject === "guest-login") {
      return Infinity;
    }
    const retryAt = code === "UNAUTHENTICATED" ? Date.parse(String(cause?.data?.retryAt)) : NaN;
    const ms = Number.isNaN(retryAt) ? firstPause * 2 ** (failures - 1) : Math.max(firstPause, retryAt - Date.now());
    return Math.min(ms, longestPause);
  }

  /** Its connection is not there, or leads to another vCenter. */
  withoutConnection({ mark }: Entry): void {
    this.#set(mark, "connection", Infinity);
  }

  withoutVm(entry: Entry): void {
    const { mark, vmMissed = 0 } = entry;
    this.#vms.delete(placeOf(entry));
    // The wall clock may have been set meanwhile.
    const ms = Math.min(this.#timings.vmMissing, Math.max(1_000, vmMissed + this.#timings.vmMissing - Date.now()));
    this.#set(mark, "vm", ms, { failures: 1, code: "NOT_FOUND", place: placeOf(entry) });
  }

  /** @returns false if it was searched before. */
  afterSearch({ mark }: Entry): boolean {
    const isFirst = this.#pauses.get(mark)?.reason !== "search";
    this.#set(mark, "search", this.#timings.secondSearch);
    return isFirst;
  }

  /** A VM works again. @returns whether that ends a pause. */
  wake(vm: Pick<Entry, "server" | "vm">): boolean {
    const sleepers = this.#sleepers.get(placeOf(vm));
    this.#sleepers.delete(placeOf(vm));
    for (const mark of sleepers ?? []) {
      this.#over(mark);
    }
    return this.#vms.delete(placeOf(vm)) || sleepers !== undefined;
  }

  /** After a deploy, there may be other credentials, and connections that were not there. */
  deployed(): void {
    for (const [mark, { reason }] of this.#pauses) {
      if (reason === "credentials" || reason === "connection") {
        this.#over(mark);
      }
    }
  }

  /** How often it has failed is remembered. */
  #over(mark: string): void {
    const pause = this.#pauses.get(mark);
    if (pause !== undefined) {
      this.#pauses.set(mark, { ...pause, until: 0 });
    }
  }

  #set(mark: string, reason: Reason, ms: number, facts: Pick<Pause, "failures" | "code" | "place"> = { failures: 0 }): void {
    this.end(mark);
    this.#pauses.set(mark, { until: performance.now() + ms, reason, ...facts });
    if (facts.place !== undefined) {
      this.#sleepers.set(facts.place, (this.#sleepers.get(facts.place) ?? new Set()).add(mark));
    }
  }
}
