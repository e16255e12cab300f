import { shown } from "../vcenter/text";
import { Guest } from "./guest";
import { Job } from "./job";
import { Turn } from "./turn";

const CLEAN_UP_MS = 10_000;
const LAST_CLEAN_UP_MS = 3_000;

/**
 * Undoes in the guest what a job has begun there, whatever ended it: the job may be over, so this has a time of its own,
 * 10 s, and 3 s where the node closes. Whoever tells of the end waits for it: only then it is known what is left.
 *
 * @returns whether all steps were done. Never rejects.
 */
export async function cleanedUp(guest: Guest, steps: (guest: Guest) => Promise<unknown>): Promise<boolean> {
  const job = new Job();
  const ms = guest.job.ending === "CLOSED" ? LAST_CLEAN_UP_MS : CLEAN_UP_MS;
  job.phase = "running";
  try {
    await guest.pool.during(job, () => job.limited(ms, () => cleanUp(guest, job, steps)));
    return true;
  } catch {
    return false;
  }
}

async function cleanUp(guest: Guest, job: Job, steps: (guest: Guest) => Promise<unknown>): Promise<void> {
  const { pool, task, credentials } = guest;
  const turn = await turnFor(guest, job);
  try {
    await steps(new Guest(pool, job, task, turn, credentials));
  } finally {
    turn.end();
  }
}

/** At a close there is no time to wait for what others do in the VM. */
function turnFor({ pool, turn, place, job: { ending } }: Guest, job: Job): Turn | Promise<Turn> {
  return turn.isOver && ending !== "CLOSED"
    ? pool.turns.again(job, place.vm, CLEAN_UP_MS)
    : Turn.within(pool.turns.slots, turn);
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
