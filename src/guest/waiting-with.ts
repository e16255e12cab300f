import type { Job, JobWatcher, Phase } from "./job";

/** Lets a job wait for VMware Tools with a part of its work, whose watcher this is: the job's time stands still meanwhile. */
export class WaitingWith implements JobWatcher {
  readonly #job: Job;
  #goOn: (() => void) | undefined;

  constructor(job: Job) {
    this.#job = job;
  }

  changed(phase: Phase): void {
    if (phase !== "waiting") {
      this.over();
    } else if (this.#goOn === undefined) {
      this.#job.phase = "waiting";
      this.#goOn = this.#job.halt();
    }
  }

  /** The part has ended, maybe while it waited. */
  over(): void {
    if (this.#goOn !== undefined) {
      this.#job.phase = "running";
      this.#goOn();
      this.#goOn = undefined;
    }
  }
}
