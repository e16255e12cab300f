import { VCenterError } from "../vcenter/error";
import { shown } from "../vcenter/text";
import type { Guest } from "./guest";
import { lookAt } from "./list-directory";

/** @throws VCenterError, outcome `done`, if the guest does not confirm the size. */
export async function verified(guest: Guest, path: string, size: number): Promise<void> {
  const { job } = guest;
  job.isInDoubt = true;
  try {
    const found = await lookAt(guest, path);
    if (found.size !== size) {
      throw different(guest, path, size, found.size);
    }
  } catch (error) {
    throw error instanceof VCenterError ? error.with({ outcome: "done" }) : error;
  }
}

function different({ place }: Guest, path: string, size: number, found: number): VCenterError {
  return new VCenterError(
    `The file "${shown(path)}" in VM ${shown(place.vm)} was uploaded, but has ${found} bytes in the guest instead of ${size}.` +
      " Look whether the guest has space left, and whether something else writes to the file.",
    "ERROR",
    { subject: "path", outcome: "done", retryable: false, path, data: { size, found } },
  );
}
