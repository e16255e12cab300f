import { performance } from "node:perf_hooks";
import { VCenterError } from "../vcenter/error";
import { explain } from "../vcenter/explain";
import { Flight } from "../vcenter/flight";
import { notBefore } from "../vcenter/latch";
import { shown } from "../vcenter/text";
import { answerFor } from "./answer-for";
import type { Trial } from "./guest-login";
import type { Job } from "./job";
import type { Ready } from "./ready";
import type { Turn } from "./turn";
import type { Task } from "./work";

/**
 * Waits for the login to vCenter, until the guest login may be used, and for a slot; nobody holds a slot while waiting
 * for others to try the guest login. Neither is held while the breaker is open.
 *
 * @throws VCenterError of a login that fails, or was refused a short time ago; Interrupted or Unreachable if the job
 *   ends before.
 */
export function entered(ready: Ready, task: Task): Trial | Promise<Trial> {
  return enteredAtOnce(ready, task) ?? enteredLater(ready, task);
}

/** The usual case: there is nothing to wait for. */
function enteredAtOnce({ pool, job, turn, credentials }: Ready, { place }: Task): Trial | undefined {
  job.check();
  const isOpen = pool.client.isLoggedIn && turn.hasSlot && !pool.breaker.isOpen;
  return isOpen ? pool.logins.login(credentials).enterAtOnce(place.vm) : undefined;
}

async function enteredLater(ready: Ready, task: Task): Promise<Trial> {
  const { pool, job, turn } = ready;
  for (;;) {
    if (!pool.client.isLoggedIn) {
      await loggedIn(ready);
    }
    const trial = await withSlot(ready, task);
    if (!pool.breaker.isOpen) {
      return trial;
    }
    trial.unused();
    turn.rest();
    await pool.breaker.passage(job);
  }
}

/** While vCenter does not let anybody in, nobody keeps others from trying the guest login. */
async function loggedIn({ pool, job }: Ready): Promise<void> {
  const flight = new Flight();
  await answerFor(job, flight, pool.breaker.watched(pool.client.logIn(flight)));
}

async function withSlot(ready: Ready, task: Task): Promise<Trial> {
  const trial = await allowed(ready, task);
  try {
    await ready.turn.takeSlot(ready.job);
    return trial;
  } catch (error) {
    trial.unused();
    throw error;
  }
}

/** A login that nobody knows to be right is tried on few VMs at once, so that no account is locked. */
async function allowed({ pool, job, turn, credentials }: Ready, task: Task): Promise<Trial> {
  const login = pool.logins.login(credentials);
  const enter = (): Promise<Trial> => login.enter(job, task.place.vm);
  try {
    return login.isFree ? await enter() : await queued(job, turn, task, enter);
  } catch (error) {
    throw error instanceof VCenterError ? refusedEarlier(error, task, pool.server) : error;
  }
}

/** Until others know whether the login is right, a job waits as it does for its turn. */
async function queued<T>(job: Job, turn: Turn, { place }: Task, enter: () => Promise<T>): Promise<T> {
  turn.rest();
  job.phase = "queued";
  const left = job.arrived + place.queueTimeout - performance.now();
  const entered = await job.untimed(() => job.limited(left, enter));
  job.phase = "running";
  return entered;
}

/** A refusal that another message got, maybe on another VM, told of this one. */
function refusedEarlier({ code, cause }: VCenterError, { operation, place }: Task, server: string): VCenterError {
  const { vm } = place;
  const { subject, outcome, retryable, data } = cause;
  const facts = { subject, outcome, retryable, ...(data && { data }), operation: operation.name, vm };
  const isOfOthers = cause.vm !== undefined && cause.vm !== vm;
  const who = isOfOthers
    ? ` This VM was not asked: others refused the same login, ${shown(cause.vm)} the last of them.`
    : "";
  return new VCenterError(explain({ code, ...facts }, { operation, vm, server }) + who + notBefore(facts), code, facts);
}
