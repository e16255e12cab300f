import { Flight } from "../vcenter/flight";
import { answerFor } from "./answer-for";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { repeated, type Repeatable } from "./retry";
import type { Slot } from "./slot";

/** A request that needs no turn of a VM; repeated where that is allowed and may help. */
export function request<T>(
  pool: Pool,
  job: Job,
  slot: Slot,
  repeatable: Repeatable,
  send: (flight: Flight) => Promise<T>,
): Promise<T> {
  return repeated(pool, job, repeatable, async () => {
    await slot.takeSlot(job);
    while (pool.breaker.isOpen) {
      slot.rest();
      await pool.breaker.passage(job);
      await slot.takeSlot(job);
    }
    const flight = new Flight();
    const answer = pool.breaker.watched(send(flight)).finally(() => {
      slot.rest();
    });
    try {
      return await answerFor(job, flight, answer);
    } finally {
      if (flight.wasSent) {
        job.countAttempt(repeatable.operation.name);
      }
      job.operationId = flight.operationId ?? job.operationId;
    }
  });
}
