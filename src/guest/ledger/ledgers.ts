import { resolve } from "node:path";
import { isSamePath, isWithin } from "../guest-path-text";
import { Ledger } from "./ledger";

/** Of this process, by their directories: runtimes with the same state directory share one. */
const ledgers = new Map<string, Ledger>();

export function ledgerIn(directory: string): Ledger {
  const path = resolve(directory);
  const ledger = ledgers.get(path) ?? new Ledger(path);
  ledgers.set(path, ledger);
  return ledger;
}

/** A message has deleted or moved away what was at a path of a VM; a directory goes with all that was below. */
export async function pathLeft(server: string, vm: string, path: string, isDirectory: boolean): Promise<void> {
  const hasLeft = (entryPath: string): boolean => isDirectory ? isWithin(entryPath, path) : isSamePath(entryPath, path);
  await Promise.all(
    [...ledgers.values()].map(async (ledger) => {
      const left = ledger
        .entries()
        .filter((entry) => entry.vm === vm && entry.server === server && entry.path !== undefined && hasLeft(entry.path));
      await Promise.all(left.map(({ mark }) => ledger.remove(mark)));
    }),
  );
}

/** A message has just worked in a VM. */
export function vmWorks(server: string, vm: string): void {
  for (const ledger of ledgers.values()) {
    ledger.vmWorks(server, vm);
  }
}
