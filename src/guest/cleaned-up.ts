import { shown } from "../vcenter/text";
import { Guest } from "./guest";
import { Job } from "./job";
import { Turn } from "./turn";

const CLEAN_UP_MS = 10_000;
const LAST_CLEAN_UP_MS = 3_000;

/**
 * Undoes in the guest what a job has begun there, whatever ended it: the job may be over, so this has a time of its own,
 * 10 s, and 3 s where the node closes.
 *
 * @returns whether all steps were done. Never rejects.
 */
export async function cleanedUp(guest: Guest, steps: (guest: Guest) => Promise<unknown>): Promise<boolean> {
  const { pool, task, turn, credentials } = guest;
  const job = new Job();
  job.phase = "running";
  const cleaner = new Guest(pool, job, task, turn.isOver ? turn : Turn.within(pool.turns.slots), credentials);
  pool.begin(job);
  try {
    await job.limited(guest.job.ending === "CLOSED" ? LAST_CLEAN_UP_MS : CLEAN_UP_MS, () => steps(cleaner));
    return true;
  } catch {
    return false;
  } finally {
    cleaner.turn.end();
    pool.end(job);
  }
}

/** As {@link cleanedUp}; what may be left at a path of the guest is told in the log. */
export async function removedOrTold(
  guest: Guest,
  path: string,
  steps: (guest: Guest) => Promise<unknown>,
): Promise<boolean> {
  const isGone = await cleanedUp(guest, steps);
  if (!isGone) {
    guest.job.warn(`${shown(path)} may be left behind in VM ${shown(guest.place.vm)}, for its deletion was not confirmed.`);
  }
  return isGone;
}
