import { VCenterError } from "../vcenter/error";
import { operations } from "../vcenter/operations";
import { shown } from "../vcenter/text";
import { removedOrTold } from "./cleaned-up";
import { contentOf } from "./content";
import { temporaryWork } from "./create-temporary";
import { fetchBuffer } from "./fetch-file";
import type { Guest } from "./guest";
import type { Hosts } from "./hosts";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { putFile } from "./put-file";
import { removeLeftover } from "./remove-path";
import { runJob } from "./run-job";
import type { Place } from "./work";

/** Is told how far the check of a guest has come. */
export interface GuestProgress {
  /** The guest has taken the login, and the temporary file is there. */
  created(path: string): void;
  /** Its bytes went to the ESXi host and came back. */
  moved(bytes: number): void;
  /** The file is gone; `false` if that was not confirmed. Also told after a failure. */
  removed(isGone: boolean): void;
}

const CONTENT = Buffer.from("A test of the connection. This file is removed at once.\n");

/**
 * Makes a temporary file in the guest's own directory, moves bytes to and from it, and removes it whatever happens.
 *
 * @throws VCenterError only.
 */
export function checkGuest(pool: Pool, job: Job, hosts: Hosts, place: Place, progress: GuestProgress): Promise<void> {
  const wanted = { kind: "file", prefix: "vcenter-guest-test-", suffix: "" } as const;
  return runJob(pool, job, { operation: operations.createTemporaryFile, place }, async (guest) => {
    const path = await guest.call(temporaryWork(pool, wanted, place));
    progress.created(path);
    guest.isTrial = true;
    try {
      await moveBytes(guest, hosts, path);
      progress.moved(CONTENT.length);
    } finally {
      progress.removed(await removedOrTold(guest, path, (cleaner) => removeLeftover(cleaner, "file", path)));
    }
  });
}

async function moveBytes(guest: Guest, hosts: Hosts, path: string): Promise<void> {
  await putFile(guest, hosts, { path, overwrite: true }, contentOf({ value: CONTENT, name: "test" }));
  const size = CONTENT.length;
  const arrived = await fetchBuffer(guest, hosts, { path, size });
  if (!arrived.equals(CONTENT)) {
    throw new VCenterError(
      `The bytes of "${shown(path)}" in VM ${shown(guest.place.vm)} came back changed. Check what stands between Node-RED and the ESXi host.`,
      "ERROR",
      { subject: "path", outcome: "not_done", retryable: false, path },
    );
  }
}
