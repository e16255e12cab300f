import { Flight } from "../vcenter/flight";
import { Interrupted } from "../vcenter/interrupted";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { repeated, type Repeatable } from "./retry";

/** A request that needs a slot, but no turn of a VM; repeated where that is allowed and may help. */
export function request<T>(
  pool: Pool,
  job: Job,
  repeatable: Repeatable,
  send: (flight: Flight) => Promise<T>,
): Promise<T> {
  const { slots } = pool.turns;
  return repeated(pool, job, repeatable, async () => {
    await slots.enter(job);
    while (pool.breaker.isOpen) {
      slots.leave();
      await pool.breaker.passage(job);
      await slots.enter(job);
    }
    const flight = new Flight();
    const answer = pool.breaker.watched(send(flight)).finally(() => {
      slots.leave();
    });
    try {
      return await job.until(answer);
    } catch (error) {
      if (error instanceof Interrupted) {
        flight.abort(error.reason);
      }
      throw error;
    }
  });
}
