import { VCenterError } from "../vcenter/error";
import { removedOrTold } from "./cleaned-up";
import { temporaryWork } from "./create-temporary";
import type { Guest } from "./guest";
import { removeLeftover } from "./remove-path";

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
    await removedOrTold(guest, directory, (cleaner) => removeLeftover(cleaner, "directory", directory));
  }
}

/** It is a means: a lost answer to its creation does not put in doubt what the job is there for. */
async function made(guest: Guest): Promise<string> {
  const { pool, job, place } = guest;
  try {
    return await guest.call(temporaryWork(pool, WANTED, place));
  } catch (error) {
    job.isInDoubt = false;
    throw error instanceof VCenterError ? nothingRun(error) : error;
  }
}

function nothingRun({ message, code, cause }: VCenterError): VCenterError {
  return new VCenterError(`${message} The program was not started.`, code, { ...cause, outcome: "not_done" });
}
