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
  const { pool, task, credentials } = guest;
  const job = new Job();
  job.phase = "running";
  pool.begin(job);
  let turn: Turn | undefined;
  try {
    await job.limited(guest.job.ending === "CLOSED" ? LAST_CLEAN_UP_MS : CLEAN_UP_MS, async () => {
      turn = await turnFor(guest, job);
      await steps(new Guest(pool, job, task, turn, credentials));
    });
    return true;
  } catch {
    return false;
  } finally {
    turn?.end();
    pool.end(job);
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
