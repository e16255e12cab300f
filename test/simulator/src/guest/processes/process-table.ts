import type { Family } from "../../model/vm";
import { GuestProcess, KILLED, type ProcessStart } from "./guest-process";

/** How long Tools remember an end, in milliseconds: CONTRACT.md section 6. */
const KEPT_MS = 5 * 60 * 1000;

/** Far above the numbers of the Tools service. */
const FIRST_PID = 10_000;

/** Windows counts its processes in fours. */
const PID_STEPS: Record<Family, number> = { LINUX: 1, WINDOWS: 4 };

/** The processes that were started in one guest: those that run, and those that ended less than 5 minutes ago. */
export class ProcessTable {
  readonly #step: number;
  #processes: GuestProcess[] = [];
  #lastPid = FIRST_PID;

  constructor(family: Family) {
    this.#step = PID_STEPS[family];
  }

  add(start: Omit<ProcessStart, "pid">, now: () => number): GuestProcess {
    this.#lastPid += this.#step;
    const process = new GuestProcess({ pid: this.#lastPid, ...start }, now);
    this.#processes.push(process);
    return process;
  }

  list(now: number): GuestProcess[] {
    this.#processes = this.#processes.filter(({ end }) => end === null || now - end.finishedAt <= KEPT_MS);
    return [...this.#processes];
  }

  find(pid: number, now: number): GuestProcess | null {
    return this.list(now).find(({ start }) => start.pid === pid) ?? null;
  }

  /** One that runs. */
  running(pid: number): GuestProcess | null {
    return this.#processes.find(({ start, end }) => start.pid === pid && end === null) ?? null;
  }

  /** Ends all that run, and says how many. */
  endAll(exitCode = KILLED): number {
    const running = this.#processes.filter(({ end }) => end === null);
    for (const process of running) {
      process.finish(exitCode);
    }
    return running.length;
  }

  /** Ends are remembered by the Tools service alone, so its restart loses them. */
  forgetEnded(): void {
    this.#processes = this.#processes.filter(({ end }) => end === null);
  }
}
