import { performance } from "node:perf_hooks";
import { VCenterError } from "../vcenter/error";
import { explain } from "../vcenter/explain";
import { Flight } from "../vcenter/flight";
import { notBefore } from "../vcenter/latch";
import type { Operation } from "../vcenter/operations";
import { shown } from "../vcenter/text";
import { answerFor } from "./answer-for";
import type { Guest } from "./guest";
import type { GuestLogin } from "./guest-login";
import type { Trial } from "./trial";

/**
 * Waits for the login to vCenter, for a slot, and until the guest login may be used; nobody holds a slot while waiting
 * for others to try the guest login, or while the breaker is open.
 *
 * @throws VCenterError of a login that fails, or was refused a short time ago; Interrupted or Unreachable if the job
 *   ends before.
 */
export function entered(guest: Guest, operation: Operation): Trial | Promise<Trial> {
  const login = guest.pool.logins.login(guest.credentials);
  return enteredAtOnce(guest, operation, login) ?? enteredLater(guest, operation, login);
}

/** The usual case: there is nothing to wait for. */
function enteredAtOnce(guest: Guest, operation: Operation, login: GuestLogin): Trial | undefined {
  const { pool, job, turn } = guest;
  job.check();
  const isOpen = pool.client.isLoggedIn && turn.hasSlot && !pool.breaker.isOpen;
  return isOpen ? permission(guest, operation, login) : undefined;
}

async function enteredLater(guest: Guest, operation: Operation, login: GuestLogin): Promise<Trial> {
  const { pool, job, turn } = guest;
  try {
    for (;;) {
      if (pool.breaker.isOpen) {
        turn.rest();
        await pool.breaker.passage(job);
      }
      await loggedIn(guest);
      await turn.takeSlot(job);
      const trial = pool.breaker.isOpen ? undefined : permission(guest, operation, login);
      if (trial !== undefined) {
        return trial;
      }
      turn.rest();
      await waited(guest, login);
    }
  } catch (error) {
    // It may have been called to try the login next.
    login.look();
    throw error;
  }
}

/** While vCenter does not let anybody in, nobody keeps others from trying the guest login. */
async function loggedIn({ pool, job }: Guest): Promise<void> {
  if (!pool.client.isLoggedIn) {
    const flight = new Flight();
    await answerFor(job, flight, pool.breaker.watched(pool.client.logIn(flight)));
  }
}

/** A login that nobody knows to be right is tried on few VMs at once, so that no account is locked. */
function permission({ pool, place }: Guest, operation: Operation, login: GuestLogin): Trial | undefined {
  try {
    return login.trial(place.vm);
  } catch (error) {
    throw error instanceof VCenterError ? refusedEarlier(error, operation, place.vm, pool.server) : error;
  }
}

/** Until others know whether the login is right, a job that has not begun waits as it does for its turn. */
async function waited({ job, place }: Guest, login: GuestLogin): Promise<void> {
  const wait = (): Promise<void> => login.wait(job, place.vm);
  if (job.operationId !== undefined) {
    return wait();
  }
  job.phase = "queued";
  const left = job.arrived + place.queueTimeout - performance.now();
  await job.untimed(() => job.limited(left, wait));
  job.phase = "running";
}

/** A refusal that another message got, maybe on another VM, told of this one. */
function refusedEarlier({ code, cause }: VCenterError, operation: Operation, vm: string, server: string): VCenterError {
  const { subject, outcome, retryable, data } = cause;
  const facts = { subject, outcome, retryable, ...(data && { data }), operation: operation.name, vm };
  const isOfOthers = cause.vm !== undefined && cause.vm !== vm;
  const who = isOfOthers
    ? ` This VM was not asked: others refused the same login, ${shown(cause.vm)} the last of them.`
    : "";
  return new VCenterError(explain({ code, ...facts }, { operation, vm, server }) + who + notBefore(facts), code, facts);
}
