import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { Client } from "../vcenter/client";
import { settled } from "../vcenter/interrupted";
import type { Job } from "./job";
import { Tools } from "./tools";
import { VmNames } from "./vm-names";

/** How long a closing pool lets its jobs go on. */
const LAST_JOBS_MS = 5_000;

/** What all jobs on one vCenter with one login share. */
export class Pool {
  readonly client: Client;
  /** `host:port` of the vCenter. */
  readonly server: string;
  readonly names: VmNames;
  readonly tools: Tools;
  readonly #jobs = new Map<Job, Promise<unknown>>();
  #takesNoMore = false;

  constructor(client: Client, server: string) {
    this.client = client;
    this.server = server;
    this.names = new VmNames(client);
    this.tools = new Tools(client);
  }

  /** Counts a job as running until this part of its work settles. One that comes after the end is canceled. */
  async running<T>(job: Job, work: () => Promise<T>): Promise<T> {
    if (this.#takesNoMore) {
      job.end("CANCELED");
    }
    const part = work();
    this.#jobs.set(job, part);
    try {
      return await part;
    } finally {
      this.#jobs.delete(job);
    }
  }

  /** Lets its jobs end, cancels those that do not, logs out and closes the sockets. */
  async close(): Promise<void> {
    await this.#idle();
    this.#takesNoMore = true;
    for (const job of this.#jobs.keys()) {
      job.end("CANCELED");
    }
    await this.#idle();
    await this.client.close();
  }

  /** Waits until no job runs, but no longer than {@link LAST_JOBS_MS}. */
  async #idle(): Promise<void> {
    const due = performance.now() + LAST_JOBS_MS;
    do {
      await settled(this.#jobs.values(), due - performance.now());
      // A job whose VM has just been found runs on only now.
      await setImmediate();
    } while (this.#jobs.size > 0 && performance.now() < due);
  }
}
