import type { Call } from "../vcenter/caller";
import type { GuestCredentials } from "../vcenter/client";
import type { Operation } from "../vcenter/operations";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { repeated } from "./retry";
import type { Turn } from "./turn";
import { whenReady } from "./when-ready";
import type { Place, Task, Work } from "./work";

/** The guest that a job works in. The job has the turn of its VM, but for the parts of its work that need none. */
export class Guest {
  readonly pool: Pool;
  readonly job: Job;
  readonly task: Task;
  readonly credentials: GuestCredentials;
  turn: Turn;
  /** What a server may repeat besides the login: of the transfer URLs that this job has got. */
  readonly secrets: string[] = [];
  /** Its file is removed whatever happens, as that of a test. */
  isTrial = false;
  /** How the sentence of a question begins that fails, if not by what the job is there for. */
  lead: string | undefined;
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
    return this.repeat(work.operation, () => this.once(work));
  }

  /** As {@link call}, for one that is described whole and has nothing to take back. */
  send<T>(call: Call<T>): Promise<T> {
    return this.call(this.workOf(call));
  }

  /** A request without a repeat of its own, as a part of what {@link repeat} tries. */
  once<T>(work: Work<T>): Promise<T> {
    return this.turn.isOver ? this.#inTurn(() => whenReady(this, work)) : whenReady(this, work);
  }

  /** Several steps that are tried again together, where that is allowed and may help. */
  repeat<T>(operation: Operation, steps: () => Promise<T>): Promise<T> {
    const { maxAttempts } = this.place;
    return repeated(this.pool, this.job, { operation, maxAttempts }, steps);
  }

  workOf<T>(call: Call<T>): Work<T> {
    const { client } = this.pool;
    const operation = this.#titled(call.operation);
    const secrets = (): string[] => [...(call.secrets ?? []), ...this.secrets];
    return { operation, send: (_credentials, flight) => client.call({ ...call, operation, secrets: secrets() }, flight) };
  }

  /**
   * Does what needs neither the turn of the VM nor vCenter's time: others work in the VM meanwhile, and the time limit
   * does not count. The next request waits for the turn again.
   */
  apart<T>(work: () => Promise<T>): Promise<T> {
    this.turn.end();
    return this.job.untimed(work);
  }

  /** A question on the way fails what the job is there for: that is what a person reads. */
  #titled(operation: Operation): Operation {
    const { title } = this.task.operation;
    if (operation.kind !== "read") {
      return operation;
    }
    if (this.lead !== undefined) {
      return { ...operation, lead: this.lead };
    }
    return operation.title === title ? operation : { ...operation, title };
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const { pool, job, place } = this;
    this.turn = await job.untimed(() => pool.turns.again(job, place.vm, place.timeout));
    return work();
  }
}
