/** What is known of a process from its start (contract: Vcenter.Vm.Guest.Processes.Info). */
export interface ProcessStart {
  pid: number;
  /** The base name of the program. */
  name: string;
  /** The guest user's name. */
  owner: string;
  /** The whole line, the program in quotes. */
  command: string;
  workingDirectory: string;
  environment: Record<string, string>;
}

/** How it ended; the time in milliseconds since 1970 by the test clock. */
export interface ProcessEnd {
  finishedAt: number;
  exitCode: number;
}

/** What a process has as its exit code that was killed; the guest has no other for it. */
export const KILLED = -1;

/** A program that runs in a guest, or did a short while ago. Nothing of it runs outside of this simulator. */
export class GuestProcess {
  readonly start: ProcessStart;
  readonly startedAt: number;
  readonly #now: () => number;
  readonly #abort = new AbortController();
  #end: ProcessEnd | null = null;

  constructor(start: ProcessStart, now: () => number) {
    this.start = start;
    this.#now = now;
    this.startedAt = now();
  }

  /** Null as long as it runs. */
  get end(): ProcessEnd | null {
    return this.#end;
  }

  /** Whatever the program waits for ends with this signal. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The first end counts: a program that is killed still comes to an end of its own. */
  finish(exitCode: number): void {
    this.#end ??= { finishedAt: this.#now(), exitCode };
    this.#abort.abort();
  }
}
