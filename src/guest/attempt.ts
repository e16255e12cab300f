import type { GuestCredentials } from "../vcenter/client";
import { VCenterError } from "../vcenter/error";
import { errorFromException } from "../vcenter/exception-error";
import { explain } from "../vcenter/explain";
import { Flight } from "../vcenter/flight";
import { Interrupted } from "../vcenter/interrupted";
import { notBefore } from "../vcenter/latch";
import { shown } from "../vcenter/text";
import type { GuestLogin } from "./guest-login";
import type { Job } from "./job";
import { LateAnswer } from "./late-answer";
import type { Pool } from "./pool";
import type { Turn } from "./turn";
import type { Task, Work } from "./work";

/** A job in the turn of its VM, with the guest login it was given. */
export interface Ready {
  readonly pool: Pool;
  readonly job: Job;
  readonly turn: Turn;
  readonly credentials: GuestCredentials;
}

/**
 * One try: it waits until the guest login may be used and a slot is free, and sends one request.
 *
 * @throws VCenterError; Interrupted if the job ends before that.
 */
export async function attempt<T>(ready: Ready, work: Work<T>): Promise<T> {
  const { pool, job, credentials } = ready;
  const login = pool.logins.login(credentials);
  await enter(ready, work, login);
  const flight = new Flight();
  const answer = answered(ready, work, login, flight);
  try {
    return await job.until(answer);
  } catch (error) {
    throw error instanceof Interrupted ? await outlived(error, ready, work, flight, answer) : error;
  } finally {
    job.attempts += flight.wasSent ? 1 : 0;
    job.operationId = flight.operationId ?? job.operationId;
  }
}

/**
 * A login that nobody knows to be right is tried on few VMs at once; nobody holds a slot while waiting for that. The
 * breaker may open meanwhile: then nothing is sent until it closes.
 */
async function enter(ready: Ready, task: Task, login: GuestLogin): Promise<void> {
  const { pool, job, turn } = ready;
  await allowed(ready, task, login);
  while (pool.breaker.isOpen) {
    login.unused(task.vm);
    turn.rest();
    await pool.breaker.passage(job);
    await allowed(ready, task, login);
  }
}

async function allowed({ pool, job, turn }: Ready, task: Task, login: GuestLogin): Promise<void> {
  if (!login.isFree) {
    turn.rest();
  }
  try {
    await login.enter(job, task.vm);
  } catch (error) {
    throw error instanceof VCenterError ? refusedEarlier(error, task, pool.server) : error;
  }
  try {
    await turn.takeSlot(job);
    job.check();
  } catch (error) {
    login.unused(task.vm);
    throw error;
  }
}

/** The request. It may outlive its job, so slot and login are given back when it ends. */
async function answered<T>(
  { pool, turn, credentials }: Ready,
  work: Work<T>,
  login: GuestLogin,
  flight: Flight,
): Promise<T> {
  const { operation, vm } = work;
  try {
    const result = await pool.breaker.watched(work.send(credentials, flight));
    pool.tools.seenReady(vm);
    login.accepted(vm);
    return result;
  } catch (thrown) {
    throw pool.logins.failed(login, work, errorFromException(thrown, { operation, vm, server: pool.server }));
  } finally {
    turn.rest();
  }
}

/** The job has ended before its answer. What is not yet written is not sent any more; else nobody knows what it did. */
async function outlived<T>(
  { reason }: Interrupted,
  { pool, job, turn, credentials }: Ready,
  { operation, vm, remove }: Work<T>,
  flight: Flight,
  answer: Promise<T>,
): Promise<VCenterError> {
  let isInDoubt = flight.end(reason);
  if (isInDoubt && reason === "TIMED_OUT") {
    pool.breaker.silence();
  }
  if (isInDoubt && remove !== undefined) {
    const late = new LateAnswer(answer, flight, {
      remove: (result, lateJob) => remove(result, credentials, lateJob),
      leftBehind: (result) => {
        job.warn(`What came too late is left behind in VM ${vm}, and could not be deleted: ${shown(flight.redact(String(result)))}`);
      },
    });
    const isGone = pool.awaited(late);
    turn.keep(isGone);
    if (reason === "CLOSED") {
      late.hurry();
      isInDoubt = !(await isGone);
    }
  } else {
    flight.abort("CLOSED");
  }
  const { operationId } = flight;
  const tried = { operation, vm, server: pool.server, ...(operationId !== undefined && { operationId }) };
  return errorFromException(new Interrupted(reason, isInDoubt), tried);
}

/** A refusal that another message got, told of this one. */
function refusedEarlier({ code, cause }: VCenterError, { operation, vm }: Task, server: string): VCenterError {
  const { subject, outcome, retryable, data } = cause;
  const facts = { subject, outcome, retryable, ...(data && { data }), operation: operation.name, vm };
  return new VCenterError(explain({ code, ...facts }, { operation, vm, server }) + notBefore(facts), code, facts);
}
