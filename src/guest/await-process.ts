import { VCenterError } from "../vcenter/error";
import { operations } from "../vcenter/operations";
import { getProcess, type ProcessState } from "../vcenter/process-calls";
import { aside } from "./aside";
import { cleanedUp } from "./cleaned-up";
import { endProcess, type Ending, type Started } from "./end-process";
import type { Guest } from "./guest";
import { mayPass } from "./may-pass";
import { isProcessGone } from "./process-gone";
import { abandoned } from "./run-failure";
import type { Waiting } from "./run-request";

const LONGEST_PAUSE_MS = 10_000;
const GROWTH = 1.5;

/** Of what is known of the wait for a program. */
type Times = Pick<Waiting, "runTimeout" | "firstLook">;

/**
 * Waits for the end of a process; meanwhile others work in the VM. A process whose end is not awaited any more is ended.
 *
 * @returns its exit code, `undefined` where vCenter does not know it.
 */
export async function exitCodeOf(guest: Guest, started: Started, { runTimeout, firstLook }: Times): Promise<number | undefined> {
  const { job } = guest;
  const { pid } = started;
  const looks: Looks = {};
  job.phase = "apart";
  try {
    return await guest.apart(() => job.limited(runTimeout, () => awaited(guest, pid, firstLook, looks)));
  } catch (thrown) {
    const isEnded = await cleanedUp(guest, (cleaner) => endProcess(endingBy(cleaner), started));
    throw abandoned(guest, thrown, { pid, ended: isEnded }, { runTimeout, lastFailure: looks.failure });
  } finally {
    job.phase = "running";
  }
}

/** Why the last look at the process failed. */
interface Looks {
  failure?: VCenterError | undefined;
}

async function awaited(guest: Guest, pid: number, firstLook: number, looks: Looks): Promise<number | undefined> {
  const { job } = guest;
  for (let ms = firstLook; ; ms = Math.min(ms * GROWTH, LONGEST_PAUSE_MS)) {
    await job.pause(untilNextLook(ms, job.left));
    const state = await look(guest, pid, looks);
    if (state?.isOver) {
      return state.exitCode;
    }
  }
}

/** There is a look shortly before the end of the time. */
function untilNextLook(ms: number, left: number): number {
  return ms < left ? ms : Math.max(left * 0.8, 200);
}

/** `undefined` if vCenter could not tell this time: a question may fail, and the program runs on. */
async function look(guest: Guest, pid: number, looks: Looks): Promise<ProcessState | undefined> {
  const { job, place, credentials } = guest;
  const task = { operation: operations.getProcess, place: { ...place, maxAttempts: 1, waitForTools: 0 } };
  try {
    const state = await aside(guest, place.timeout, task, (looker) => looker.send(getProcess(place.vm, { credentials, pid })));
    looks.failure = undefined;
    return state;
  } catch (error) {
    job.check();
    if (isProcessGone(error)) {
      return { isOver: true };
    }
    if (error instanceof VCenterError && !mayPass(error)) {
      throw error;
    }
    looks.failure = error instanceof VCenterError ? error : looks.failure;
    return undefined;
  }
}

function endingBy(guest: Guest): Ending {
  const { place, credentials, job } = guest;
  return { vm: place.vm, credentials, send: (call) => guest.send(call), pause: (ms) => job.pause(ms) };
}
