import type { Flight } from "../vcenter/flight";
import { Interrupted } from "../vcenter/interrupted";
import type { Job } from "./job";

/** What a request of a job gives; it is aborted if the job ends first. @throws Interrupted, and what the request throws. */
export async function answerFor<T>(job: Job, flight: Flight, answer: Promise<T>): Promise<T> {
  try {
    return await job.until(answer);
  } catch (error) {
    if (error instanceof Interrupted) {
      flight.abort(error.reason);
    }
    throw error;
  }
}
