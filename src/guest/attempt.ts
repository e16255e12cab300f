import type { VCenterError } from "../vcenter/error";
import { errorFromException } from "../vcenter/exception-error";
import { Flight } from "../vcenter/flight";
import { Interrupted } from "../vcenter/interrupted";
import type { Operation } from "../vcenter/operations";
import { shown } from "../vcenter/text";
import { entered } from "./entrance";
import type { Guest } from "./guest";
import { LateAnswer, type TooLate } from "./late-answer";
import type { Trial } from "./trial";
import type { Task, Work } from "./work";

/**
 * One try: it waits until the guest login may be used and a slot is free, and sends one request.
 *
 * @throws VCenterError; Interrupted or Unreachable if the job ends before that.
 */
export async function attempt<T>(guest: Guest, work: Work<T>): Promise<T> {
  const { job, task } = guest;
  const entering = entered(guest, work.operation);
  const trial = entering instanceof Promise ? await entering : entering;
  const flight = new Flight();
  const answer = answered(guest, work, trial, flight);
  try {
    return await job.until(answer);
  } catch (error) {
    throw error instanceof Interrupted ? await outlived(error, guest, work, flight, answer) : error;
  } finally {
    if (flight.wasSent && isOfTask(work.operation, task)) {
      job.countAttempt(work.operation.name);
    }
    job.operationId = flight.operationId ?? job.operationId;
  }
}

/** Questions on the way are no attempts of what a job is there for. */
function isOfTask(operation: Operation, task: Task): boolean {
  return operation === task.operation || operation.kind !== "read";
}

/** The request. It may outlive its job, which then keeps the slot. */
async function answered<T>(
  { pool, turn, credentials, place }: Guest,
  work: Work<T>,
  trial: Trial,
  flight: Flight,
): Promise<T> {
  const { vm } = place;
  try {
    const result = await pool.breaker.watched(work.send(credentials, flight));
    pool.tools.seenReady(vm);
    pool.logins.accepted(trial, place);
    return result;
  } catch (thrown) {
    throw pool.logins.failed(trial, place, errorFromException(thrown, { operation: work.operation, vm, server: pool.server }));
  } finally {
    if (!flight.isOver) {
      turn.rest();
    }
  }
}

/** The job has ended before its answer. What is not yet written is not sent any more; else nobody knows what it did. */
async function outlived<T>(
  { reason }: Interrupted,
  guest: Guest,
  work: Work<T>,
  flight: Flight,
  answer: Promise<T>,
): Promise<VCenterError> {
  const { pool, place, turn } = guest;
  let isInDoubt = flight.end(reason);
  if (reason === "TIMED_OUT" && isInDoubt) {
    pool.breaker.silence();
  }
  if (!flight.aborted) {
    const late = new LateAnswer(answer, flight, tooLate(guest, work, flight));
    const isGone = pool.awaited(late);
    turn.keep(isGone);
    if (reason === "CLOSED") {
      late.hurry();
      isInDoubt &&= !(await isGone);
    }
  }
  const tried = { operation: work.operation, vm: place.vm, server: pool.server, operationId: flight.operationId };
  return errorFromException(new Interrupted(reason, isInDoubt), tried);
}

function tooLate<T>(
  { job, place, turn, credentials }: Guest,
  { remove, told = String }: Work<T>,
  flight: Flight,
): TooLate<T> | undefined {
  return (
    remove && {
      remove: (result, lateJob) => remove(result, credentials, lateJob, turn),
      leftBehind: (result) => {
        const what = shown(flight.redact(told(result)));
        job.warn(
          `What came too late may be left behind in VM ${shown(place.vm)}, for its deletion was not confirmed: ${what}`,
        );
      },
    }
  );
}
