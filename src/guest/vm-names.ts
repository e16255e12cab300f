import { performance } from "node:perf_hooks";
import type { Client } from "../vcenter/client";
import { invalid, VCenterError } from "../vcenter/error";
import { limited } from "../vcenter/interrupted";
import { shown } from "../vcenter/text";

/** A VM may be renamed or replaced: a name is looked up again after this time. */
const REMEMBERED_MS = 60_000;

interface Entry {
  readonly lookup: Promise<string>;
  readonly since: number;
  id?: string;
}

/** The ids of VMs by their names: looked up once for all messages that ask at the same time, remembered for 60 s. */
export class VmNames {
  readonly #client: Client;
  readonly #entries = new Map<string, Entry>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * @param ms time limit of a lookup that this call begins
   * @throws VCenterError NOT_FOUND, or INVALID_ARGUMENT with `data.candidates` if several VMs have the name.
   */
  id(name: string, ms: number): Promise<string> {
    this.#forgetOld();
    return (this.#entries.get(name) ?? this.#lookUp(name, ms)).lookup;
  }

  /** Forgets the names of a VM that vCenter no longer knows. */
  forget(vm: string): void {
    for (const [name, { id }] of this.#entries) {
      if (id === vm) {
        this.#entries.delete(name);
      }
    }
  }

  #lookUp(name: string, ms: number): Entry {
    const vms = limited(ms, (signal) => this.#client.listVms({ names: [name] }, signal));
    const entry: Entry = { lookup: vms.then((found) => theOne(name, found)), since: performance.now() };
    this.#entries.set(name, entry);
    entry.lookup.then(
      (id) => {
        entry.id = id;
      },
      () => {
        this.#entries.delete(name);
      },
    );
    return entry;
  }

  /** Entries stand in the order of their age. */
  #forgetOld(): void {
    const now = performance.now();
    for (const [name, { since }] of this.#entries) {
      if (now - since < REMEMBERED_MS) {
        return;
      }
      this.#entries.delete(name);
    }
  }
}

function theOne(name: string, vms: readonly { vm: string }[]): string {
  const [first, ...others] = vms;
  if (first === undefined) {
    throw new VCenterError(
      `vCenter has no VM with the name "${shown(name)}" that this user can see. Check the name (case counts), and that the` +
        " vCenter user has System.Read on the VM.",
      "NOT_FOUND",
      { subject: "vm", outcome: "not_done", retryable: false, operation: "vm.list", vm: name },
    );
  }
  if (others.length > 0) {
    throw invalid(
      "vm",
      `${vms.length} VMs have the name "${shown(name)}". Choose one by its id; cause.data.candidates lists them.`,
      { candidates: vms.map(({ vm }) => vm) },
    );
  }
  return first.vm;
}
