import { type Entry, placeOf } from "./entry";

/** What is ready to be removed, VM by VM: the one whose turn it was last comes last. */
export class Lines {
  #lines = new Map<string, readonly Entry[]>();

  /** What is ready now, the oldest first; the order of the VMs stays. */
  fill(entries: readonly Entry[]): void {
    const lines = new Map<string, Entry[]>(Array.from(this.#lines.keys(), (vm) => [vm, []]));
    for (const entry of entries) {
      const line = lines.get(placeOf(entry)) ?? [];
      line.push(entry);
      lines.set(placeOf(entry), line);
    }
    this.#lines = new Map([...lines].filter(([, line]) => line.length > 0));
  }

  /** Takes the first one that is open. */
  take(isOpen: (entry: Entry) => boolean): Entry | undefined {
    for (const [vm, line] of this.#lines) {
      const taken = line.find(isOpen);
      if (taken !== undefined) {
        this.#lines.delete(vm);
        this.#lines.set(vm, line.filter((entry) => entry !== taken));
        return taken;
      }
    }
    return undefined;
  }
}
