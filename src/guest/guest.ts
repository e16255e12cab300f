import type { Call } from "../vcenter/caller";
import type { GuestCredentials } from "../vcenter/client";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { repeated } from "./retry";
import type { Turn } from "./turn";
import { whenReady } from "./when-ready";
import type { Place, Task, Work } from "./work";

/** The guest that a job works in, while the job has the turn of its VM. */
export class Guest {
  readonly pool: Pool;
  readonly job: Job;
  readonly task: Task;
  readonly turn: Turn;
  readonly credentials: GuestCredentials;
  /** Until when it waits for VMware Tools (monotonic clock), once it has begun to. */
  toolsDue?: number;

  constructor(pool: Pool, job: Job, task: Task, turn: Turn, credentials: GuestCredentials) {
    this.pool = pool;
    this.job = job;
    this.task = task;
    this.turn = turn;
    this.credentials = credentials;
  }

  get place(): Place {
    return this.task.place;
  }

  /** A request, tried again where that is allowed and may help. @throws as {@link whenReady}. */
  call<T>(work: Work<T>): Promise<T> {
    const { operation } = work;
    const { maxAttempts } = this.place;
    return repeated(this.pool, this.job, { operation, maxAttempts }, () => whenReady(this, work));
  }

  /** As {@link call}, for one that is described whole and has nothing to take back. */
  send<T>(call: Call<T>): Promise<T> {
    const { client } = this.pool;
    return this.call({ operation: call.operation, send: (_credentials, flight) => client.call(call, flight) });
  }
}
