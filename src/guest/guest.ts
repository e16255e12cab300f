import type { GuestCredentials } from "../vcenter/client";
import type { Operation } from "../vcenter/operations";
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
    return this.repeated(work.operation, () => whenReady(this, work));
  }

  /** Several steps that are tried again together, as one operation. */
  repeated<T>(operation: Operation, attempt: () => Promise<T>): Promise<T> {
    const { maxAttempts } = this.place;
    return repeated(this.pool, this.job, { operation, maxAttempts }, attempt);
  }
}
