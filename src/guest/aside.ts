import { Guest } from "./guest";
import { Job, type JobWatcher } from "./job";
import type { Task } from "./work";

/**
 * A part of a job's work with a time limit of its own, which ends only that part; the end of the job ends it too. What it
 * waits for is its own: it takes the turn of the VM where the job has given that back.
 *
 * @param watcher told of the part
 * @throws as the steps; Interrupted if the job ends, or the part by its limit.
 */
export function aside<T>(
  guest: Guest,
  ms: number,
  task: Task,
  steps: (guest: Guest) => Promise<T>,
  watcher?: JobWatcher,
): Promise<T> {
  return guest.job.wait((resolve, reject) => {
    const part = new Job(watcher);
    done(guest, part, ms, task, steps).then(resolve, reject);
    return () => {
      part.end(guest.job.ending ?? "CLOSED");
    };
  });
}

function done<T>(
  { pool, turn, credentials }: Guest,
  job: Job,
  ms: number,
  task: Task,
  steps: (guest: Guest) => Promise<T>,
): Promise<T> {
  const guest = new Guest(pool, job, task, turn, credentials);
  job.phase = "running";
  const work = async (): Promise<T> => {
    try {
      return await steps(guest);
    } finally {
      if (guest.turn !== turn) {
        guest.turn.end();
      }
    }
  };
  return pool.during(job, () => job.limited(ms, work));
}
