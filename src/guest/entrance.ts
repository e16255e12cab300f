import { performance } from "node:perf_hooks";
import { VCenterError } from "../vcenter/error";
import { explain } from "../vcenter/explain";
import { Flight } from "../vcenter/flight";
import { notBefore } from "../vcenter/latch";
import type { Operation } from "../vcenter/operations";
import { shown } from "../vcenter/text";
import { answerFor } from "./answer-for";
import type { Guest } from "./guest";
import type { Trial } from "./guest-login";

/**
 * Waits for the login to vCenter, until the guest login may be used, and for a slot; nobody holds a slot while waiting
 * for others to try the guest login. Neither is held while the breaker is open.
 *
 * @throws VCenterError of a login that fails, or was refused a short time ago; Interrupted or Unreachable if the job
 *   ends before.
 */
export function entered(guest: Guest, operation: Operation): Trial | Promise<Trial> {
  return enteredAtOnce(guest) ?? enteredLater(guest, operation);
}

/** The usual case: there is nothing to wait for. */
function enteredAtOnce({ pool, job, place, turn, credentials }: Guest): Trial | undefined {
  job.check();
  const isOpen = pool.client.isLoggedIn && turn.hasSlot && !pool.breaker.isOpen;
  return isOpen ? pool.logins.login(credentials).enterAtOnce(place.vm) : undefined;
}

async function enteredLater(guest: Guest, operation: Operation): Promise<Trial> {
  const { pool, job, turn } = guest;
  for (;;) {
    if (!pool.client.isLoggedIn) {
      await loggedIn(guest);
    }
    const trial = await withSlot(guest, operation);
    if (!pool.breaker.isOpen) {
      return trial;
    }
    trial.unused();
    turn.rest();
    await pool.breaker.passage(job);
  }
}

/** While vCenter does not let anybody in, nobody keeps others from trying the guest login. */
async function loggedIn({ pool, job }: Guest): Promise<void> {
  const flight = new Flight();
  await answerFor(job, flight, pool.breaker.watched(pool.client.logIn(flight)));
}

async function withSlot(guest: Guest, operation: Operation): Promise<Trial> {
  const trial = await allowed(guest, operation);
  try {
    await guest.turn.takeSlot(guest.job);
    return trial;
  } catch (error) {
    trial.unused();
    throw error;
  }
}

/** A login that nobody knows to be right is tried on few VMs at once, so that no account is locked. */
async function allowed(guest: Guest, operation: Operation): Promise<Trial> {
  const { pool, job, place, credentials } = guest;
  const login = pool.logins.login(credentials);
  const enter = (): Promise<Trial> => login.enter(job, place.vm);
  try {
    return login.isFree ? await enter() : await queued(guest, enter);
  } catch (error) {
    throw error instanceof VCenterError ? refusedEarlier(error, operation, guest) : error;
  }
}

/** Until others know whether the login is right, a job waits as it does for its turn. */
async function queued<T>({ job, place, turn }: Guest, enter: () => Promise<T>): Promise<T> {
  turn.rest();
  job.phase = "queued";
  const left = job.arrived + place.queueTimeout - performance.now();
  const entered = await job.untimed(() => job.limited(left, enter));
  job.phase = "running";
  return entered;
}

/** A refusal that another message got, maybe on another VM, told of this one. */
function refusedEarlier({ code, cause }: VCenterError, operation: Operation, { pool, place }: Guest): VCenterError {
  const { vm } = place;
  const { subject, outcome, retryable, data } = cause;
  const facts = { subject, outcome, retryable, ...(data && { data }), operation: operation.name, vm };
  const isOfOthers = cause.vm !== undefined && cause.vm !== vm;
  const who = isOfOthers
    ? ` This VM was not asked: others refused the same login, ${shown(cause.vm)} the last of them.`
    : "";
  return new VCenterError(explain({ code, ...facts }, { operation, vm, server: pool.server }) + who + notBefore(facts), code, facts);
}
