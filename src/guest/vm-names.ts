import { performance } from "node:perf_hooks";
import type { VmSummary } from "../vcenter/client";
import { invalid, VCenterError } from "../vcenter/error";
import type { Flight } from "../vcenter/flight";
import { Interrupted } from "../vcenter/interrupted";
import { operations } from "../vcenter/operations";
import { shown } from "../vcenter/text";
import { Unreachable } from "./breaker";
import { Job } from "./job";
import type { Pool } from "./pool";
import { request } from "./request";
import { Slot } from "./slot";
import type { Patience } from "./without-turn";

/** A VM may be renamed or replaced: a name is looked up again after this time. */
const REMEMBERED_MS = 60_000;

/** The ids of VMs by their names: looked up once for all messages that ask at the same time, remembered for 60 s. */
export class VmNames {
  readonly #pool: Pool;
  /** In the order of their age. */
  readonly #lookups = new Map<string, Lookup>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * @param job who waits for the id; where a lookup that it shares ends before it, it begins another one
   * @param patience of the lookup that it may begin
   * @throws Interrupted; Unreachable; else VCenterError: NOT_FOUND, or INVALID_ARGUMENT with `data.candidates` if
   *   several VMs have the name.
   */
  async id(name: string, job: Job, patience: LookupPatience): Promise<string> {
    for (;;) {
      this.#forgetOld();
      const lookup = this.#lookups.get(name) ?? this.#lookUp(name, patience);
      try {
        return await lookup.wait(job);
      } catch (error) {
        if (job.hasEnded || !(error instanceof Interrupted || error instanceof Unreachable)) {
          throw error;
        }
      }
    }
  }

  /** Forgets the names of a VM that vCenter no longer knows. */
  forget(vm: string): void {
    for (const [name, { id }] of this.#lookups) {
      if (id === vm) {
        this.#lookups.delete(name);
      }
    }
  }

  #lookUp(name: string, { timeout, maxAttempts }: LookupPatience): Lookup {
    const repeatable = { operation: operations.listVms, maxAttempts };
    const { client, turns } = this.#pool;
    const ask = async (job: Job): Promise<string> => {
      const list = (flight: Flight): Promise<VmSummary[]> => client.listVms({ names: [name] }, flight);
      const slot = new Slot(turns.slots);
      const vms = await job.limited(timeout, () => request(this.#pool, job, slot, repeatable, list));
      return theOne(name, vms);
    };
    const lookup = new Lookup(ask, () => {
      if (this.#lookups.get(name) === lookup) {
        this.#lookups.delete(name);
      }
    });
    this.#lookups.set(name, lookup);
    return lookup;
  }

  #forgetOld(): void {
    const now = performance.now();
    for (const [name, { since }] of this.#lookups) {
      if (now - since < REMEMBERED_MS) {
        return;
      }
      this.#lookups.delete(name);
    }
  }
}

/** How long a lookup may take, and how often it may be tried. */
type LookupPatience = Pick<Patience, "timeout" | "maxAttempts">;

/** A question that all who wait for it share: it goes on as long as one of them still waits. */
class Lookup {
  readonly since = performance.now();
  /** Once it is known. */
  id: string | undefined;
  readonly #job = new Job();
  readonly #failed: () => void;
  readonly #answer: Promise<string>;
  #waiting = 0;

  /** @param failed called before anybody is told that there is no answer, or when nobody waits for it any more */
  constructor(ask: (job: Job) => Promise<string>, failed: () => void) {
    this.#failed = failed;
    this.#answer = this.#asked(ask);
  }

  async wait(job: Job): Promise<string> {
    this.#waiting += 1;
    try {
      return await job.until(this.#answer);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0 && this.id === undefined) {
        this.#failed();
        this.#job.end("CLOSED");
      }
    }
  }

  async #asked(ask: (job: Job) => Promise<string>): Promise<string> {
    try {
      return (this.id = await ask(this.#job));
    } catch (error) {
      this.#failed();
      throw error;
    }
  }
}

/** Ids of VMs that an error lists; more do not help a person to choose. */
const CANDIDATES = 100;

/** vCenter keeps `/`, `\\` and `%` of a name percent-encoded. Who does not filter must not choose the VM. */
export function isSameName(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(name: string): string {
  return name.replace(/%(2f|5c|25)/gi, (code) => decodeURIComponent(code)).toLowerCase();
}

function theOne(name: string, listed: readonly VmSummary[]): string {
  const vms = listed.filter((vm) => isSameName(vm.name, name));
  const [first, ...others] = vms;
  if (first === undefined) {
    throw new VCenterError(
      `vCenter has no VM with the name "${shown(name)}" that this user can see. Check the name (case counts), and that the` +
        " vCenter user has System.Read on the VM.",
      "NOT_FOUND",
      { subject: "vm", outcome: "not_done", retryable: false, operation: operations.listVms.name },
    );
  }
  if (others.length > 0) {
    const candidates = vms.slice(0, CANDIDATES).map(({ vm }) => vm);
    const message = `${vms.length} VMs have the name "${shown(name)}". Choose one by its id; cause.data.candidates lists them.`;
    throw invalid("vm", message, { candidates }).with({ operation: operations.listVms.name });
  }
  return first.vm;
}
