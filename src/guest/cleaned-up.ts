import { performance } from "node:perf_hooks";
import { VCenterError } from "../vcenter/error";
import { shown } from "../vcenter/text";
import { Guest } from "./guest";
import { Job } from "./job";
import { mayPass } from "./may-pass";
import { Turn } from "./turn";

/** How long it waits for its turn, for others may work in the VM, and how long the steps may take then. */
const TURN_MS = 30_000;
const STEPS_MS = 10_000;

/** From when the node closes, for all that is left to be done. */
const LAST_MS = 8_000;

const PAUSE_MS = 500;

type Steps = (guest: Guest) => Promise<unknown>;

/**
 * Undoes in the guest what a job has begun there, whatever ended it: the job may be over, so this has a time of its own.
 * Whoever tells of the end waits for it: only then it is known what is left.
 *
 * @returns whether all steps were done. Never rejects.
 */
export async function cleanedUp(guest: Guest, steps: Steps): Promise<boolean> {
  const job = new Job();
  job.phase = "running";
  try {
    await guest.pool.during(job, () => cleanUp(guest, job, steps));
    return true;
  } catch {
    return false;
  }
}

async function cleanUp(guest: Guest, job: Job, steps: Steps): Promise<void> {
  const { pool, task, credentials } = guest;
  const turn = await limited(guest, job, TURN_MS, () => turnFor(guest, job));
  try {
    const cleaner = new Guest(pool, job, task, turn, credentials);
    await limited(guest, job, STEPS_MS, () => repeatedOnce(cleaner, steps));
  } finally {
    turn.end();
  }
}

function limited<T>(guest: Guest, job: Job, ms: number, part: () => Promise<T>): Promise<T> {
  const { closedAt } = guest.job;
  guest.job.whenClosed(() => {
    job.hurry(LAST_MS);
  });
  return job.limited(closedAt === undefined ? ms : closedAt + LAST_MS - performance.now(), part);
}

/** With a slot. At a close there is no time to wait for what others do in the VM. */
async function turnFor({ pool, turn, place, job: { closedAt } }: Guest, job: Job): Promise<Turn> {
  if (turn.isOver && closedAt === undefined) {
    return pool.turns.again(job, place.vm, STEPS_MS);
  }
  const inner = Turn.within(pool.turns.slots, turn);
  await inner.takeSlot(job);
  return inner;
}

/** What has been done already is no failure of the steps, so they may be done again. */
async function repeatedOnce(guest: Guest, steps: Steps): Promise<void> {
  try {
    await steps(guest);
  } catch (error) {
    if (!(error instanceof VCenterError) || !mayPass(error)) {
      throw error;
    }
    await guest.job.pause(PAUSE_MS);
    await steps(guest);
  }
}

/** As {@link cleanedUp}; what may be left at a path of the guest is told in the log. */
export async function removedOrTold(guest: Guest, path: string, steps: Steps): Promise<boolean> {
  const isGone = await cleanedUp(guest, steps);
  if (!isGone) {
    guest.job.warn(`${shown(path)} may be left behind in VM ${shown(guest.place.vm)}, for its deletion was not confirmed.`);
  }
  return isGone;
}
