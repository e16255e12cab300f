import { join } from "node:path";
import { Machine } from "../guest/machine";
import { randomSource } from "../model/random";
import { defaultVm, type Family, type VmConfig } from "../model/vm";

/** The VMs that are registered. */
export class Inventory {
  readonly #machines = new Map<string, Machine>();
  readonly #folder: string;
  readonly #seed: () => number | null;
  readonly #now: () => number;
  #nextVm = 42;
  #made = 0;

  constructor(folder: string, seed: () => number | null, now: () => number) {
    this.#folder = folder;
    this.#seed = seed;
    this.#now = now;
  }

  list(): Machine[] {
    return [...this.#machines.values()];
  }

  find(vm: string): Machine | null {
    return this.#machines.get(vm) ?? null;
  }

  /** Adds VMs under the next free ids, `vm-42` and `edge-01` first. */
  addMany(count: number, family: Family): Machine[] {
    return Array.from({ length: count }, () => this.#addNext(family));
  }

  /** Adds one VM as described; null if the id is taken. */
  add(description: Partial<VmConfig>): Machine | null {
    if (description.vm !== undefined && this.#machines.has(description.vm)) {
      return null;
    }
    const { vm = this.#freeId(), family = "LINUX" } = description;
    const config = defaultVm(vm, description.name ?? vm, family);
    const machine = this.#register(config);
    machine.configure(description);
    return machine;
  }

  async remove(vm: string): Promise<boolean> {
    const machine = this.find(vm);
    this.#machines.delete(vm);
    await machine?.close();
    return machine !== null;
  }

  async close(): Promise<void> {
    const machines = this.list();
    this.#machines.clear();
    await Promise.all(machines.map((machine) => machine.close()));
  }

  reseed(): void {
    for (const machine of this.#machines.values()) {
      machine.random = randomSource(this.#seed(), machine.config.vm);
    }
  }

  #addNext(family: Family): Machine {
    const vm = this.#freeId();
    const number = Number(vm.slice("vm-".length)) - 41;
    return this.#register(defaultVm(vm, `edge-${String(number).padStart(2, "0")}`, family));
  }

  #register(config: VmConfig): Machine {
    this.#made += 1;
    // A folder is never used twice: an operation of a removed VM may still be writing to the old one.
    const folder = join(this.#folder, `guest-${String(this.#made)}`);
    const machine = new Machine(config, folder, randomSource(this.#seed(), config.vm), this.#now);
    this.#machines.set(config.vm, machine);
    return machine;
  }

  #freeId(): string {
    while (this.#machines.has(`vm-${String(this.#nextVm)}`)) {
      this.#nextVm += 1;
    }
    return `vm-${String(this.#nextVm++)}`;
  }
}
