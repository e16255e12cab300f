import { setTimeout } from "node:timers/promises";

/** The longest that one timer of Node.js takes. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits by the real clock, in milliseconds; Infinity: until the signal. Rejects when the signal comes. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  for (let rest = ms; rest > 0; rest -= LONGEST_MS) {
    await setTimeout(Math.min(rest, LONGEST_MS), undefined, { signal });
  }
}
