import { GuestError } from "../guest/guest-error";
import type { ListPage } from "../guest/list-files";

/** Which part of a list is asked for (contract: Vcenter.Vm.Guest.Filesystem.Files.IterationSpec). */
export interface Iteration {
  size: number;
  index: number;
}

/** The host refuses what is below zero (open-vm-tools vixTools.c says so of GuestOpsListFiles). */
export function checkIteration({ size, index }: Iteration): void {
  if (size < 0 || index < 0) {
    throw new GuestError("INVALID_ARG");
  }
}

/**
 * A page as the API words it (contract: Vcenter.Vm.Guest.Filesystem.Files.ListResult). The indexes are those
 * of the first and the last entry covered, and left out if there is none.
 */
export function listResult({ files, covered, total }: ListPage, index: number): Record<string, unknown> {
  const isLast = index + covered >= total;
  return {
    files: files.map(({ name, type, size }) => ({ filename: name, type, size })),
    total,
    ...(covered === 0 ? {} : { start_index: index, end_index: index + covered - 1 }),
    status: isLast ? "END_OF_DATA" : "READY",
  };
}
