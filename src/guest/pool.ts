import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { Client } from "../vcenter/client";
import { settled } from "../vcenter/interrupted";
import { Breaker } from "./breaker";
import { GuestLogins } from "./guest-logins";
import { HostGates } from "./host-gates";
import type { Job, Phase } from "./job";
import type { LateAnswer } from "./late-answer";
import { RetryBudget } from "./retry";
import { Tools } from "./tools";
import { type Limits, Turns } from "./turns";
import { VmNames } from "./vm-names";

/** How long a closing pool lets its jobs go on, and waits for a login. */
const LAST_JOBS_MS = 5_000;

/** How long a login is awaited that nobody waits for any more. */
const LATE_LOGIN_MS = 30_000;

/** How long it waits for deletions that have begun. */
const LAST_DELETIONS_MS = 3_000;

/** What all jobs on one vCenter with one login share. */
export class Pool {
  readonly client: Client;
  /** `host:port` of the vCenter. */
  readonly server: string;
  /** How many transfers go to an ESXi host, of all pools. */
  readonly hosts: HostGates;
  readonly breaker: Breaker;
  readonly budget = new RetryBudget();
  readonly turns: Turns;
  readonly logins: GuestLogins;
  readonly names: VmNames;
  readonly tools: Tools;
  readonly #jobs = new Set<Job>();
  #whenIdle: () => void = () => undefined;
  readonly #late = new Set<LateAnswer<unknown>>();
  #isClosing = false;
  #takesNoMore = false;

  constructor(client: Client, server: string, limits: () => Limits, hosts = new HostGates()) {
    this.client = client;
    this.server = server;
    this.hosts = hosts;
    this.breaker = new Breaker(
      () => client.outage(),
      () => {
        this.turns.changed();
        this.logins.breakerChanged();
      },
      () => this.turns.waiting > 0,
    );
    this.logins = new GuestLogins(this.breaker);
    this.turns = new Turns(limits, this.breaker);
    this.names = new VmNames(this);
    this.tools = new Tools(client, this.turns, this.breaker);
  }

  /** Does a part of the work of a job, for whose end a closing pool waits. A job that comes after that is canceled. */
  async during<T>(job: Job, work: () => Promise<T>): Promise<T> {
    if (this.#takesNoMore) {
      job.end("CLOSED");
    }
    this.#jobs.add(job);
    try {
      return await work();
    } finally {
      this.#jobs.delete(job);
      if (this.#jobs.size === 0) {
        this.#whenIdle();
      }
    }
  }

  /** How many of its jobs are in a phase. */
  count(phase: Phase): number {
    return [...this.#jobs].filter((job) => job.phase === phase).length;
  }

  /** Awaits an answer although its message has ended. @returns whether nothing is left in the guest. */
  async awaited(late: LateAnswer<unknown>): Promise<boolean> {
    this.#late.add(late);
    if (this.#takesNoMore) {
      late.abandon();
    } else if (this.#isClosing) {
      late.hurry();
    }
    const isGone = await late.isGone;
    this.#late.delete(late);
    return isGone;
  }

  /** Waits for what its jobs have left behind: answers that come too late, and a login, up to 30 s. */
  async lateEnd(): Promise<void> {
    await Promise.all([...[...this.#late].map(({ isGone }) => isGone), this.client.loginEnd(LATE_LOGIN_MS)]);
  }

  /** Lets its jobs end, cancels those that wait or do not end, logs out and closes the sockets: within 13 s. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const due = performance.now() + LAST_JOBS_MS;
    this.#cancel((job) => job.phase === "queued");
    for (const late of this.#late) {
      late.hurry();
    }
    await this.#idle(due);
    this.#takesNoMore = true;
    this.#cancel(() => true);
    await this.#idle(performance.now() + LAST_DELETIONS_MS);
    for (const late of this.#late) {
      late.abandon();
    }
    this.breaker.stop();
    this.turns.stop();
    this.tools.stop();
    await this.client.close(Math.max(0, due - performance.now()));
  }

  #cancel(isToEnd: (job: Job) => boolean): void {
    for (const job of this.#jobs) {
      if (isToEnd(job)) {
        job.end("CLOSED");
      }
    }
  }

  /** Waits until no job runs and no late answer is awaited, but no longer than until `due`. */
  async #idle(due: number): Promise<void> {
    do {
      const late = [...this.#late].map(({ isGone }) => isGone);
      await settled([this.#jobsEnded(), ...late], due - performance.now());
      // A job whose VM has just been found runs on only now.
      await setImmediate();
    } while (this.#jobs.size + this.#late.size > 0 && performance.now() < due);
  }

  #jobsEnded(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
      if (this.#jobs.size === 0) {
        resolve();
      }
    });
  }
}
