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

  constructor(client: Client, server: string) {
    this.client = client;
    this.server = server;
    this.names = new VmNames(client);
    this.tools = new Tools(client);
  }

  /** Counts a job's work as running until it settles. */
  async running<T>(job: Job, work: Promise<T>): Promise<T> {
    this.#jobs.set(job, work);
    try {
      return await work;
    } finally {
      this.#jobs.delete(job);
    }
  }

  /** Lets its jobs end, cancels those that do not, logs out and closes the sockets. */
  async close(): Promise<void> {
    await settled(this.#jobs.values(), LAST_JOBS_MS);
    for (const job of this.#jobs.keys()) {
      job.end("CANCELED");
    }
    await settled(this.#jobs.values(), LAST_JOBS_MS);
    await this.client.close();
  }
}
