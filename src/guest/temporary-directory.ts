import { VCenterError } from "../vcenter/error";
import { deleteDirectory } from "../vcenter/file-calls";
import { shown } from "../vcenter/text";
import { cleanedUp } from "./cleaned-up";
import { temporaryWork } from "./create-temporary";
import type { Guest } from "./guest";

const WANTED = { kind: "directory", prefix: "node-red-", suffix: "" } as const;

/**
 * Works with a directory of its own in the guest, which is removed with all that is in it, however the work ends. If that
 * fails, the log says so.
 */
export async function inTemporaryDirectory<T>(guest: Guest, work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await made(guest);
  try {
    return await work(directory);
  } finally {
    if (!(await cleanedUp(guest, (cleaner) => remove(cleaner, directory)))) {
      guest.job.warn(
        `A temporary directory may be left behind in VM ${shown(guest.place.vm)}, for its deletion was not confirmed: ${shown(directory)}`,
      );
    }
  }
}

/** It is a means: its requests are no attempts of what the job is there for, nor does a lost answer to one put that in doubt. */
async function made(guest: Guest): Promise<string> {
  const { pool, job, place } = guest;
  try {
    const directory = await guest.call(temporaryWork(pool, WANTED, place));
    job.attempts = 0;
    return directory;
  } catch (error) {
    job.isInDoubt = false;
    throw error instanceof VCenterError ? nothingRun(error) : error;
  }
}

function nothingRun({ message, code, cause }: VCenterError): VCenterError {
  return new VCenterError(`${message} The program was not started.`, code, { ...cause, outcome: "not_done" });
}

async function remove(guest: Guest, path: string): Promise<void> {
  const { credentials, place } = guest;
  try {
    await guest.send(deleteDirectory(place.vm, { credentials, path, recursive: true }));
  } catch (error) {
    const isGone = error instanceof VCenterError && error.code === "NOT_FOUND" && error.cause.subject === "path";
    if (!isGone) {
      throw error;
    }
  }
}
