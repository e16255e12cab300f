import { setTimeout as pause } from "node:timers/promises";

export interface Patience {
  /** Fails after so many milliseconds; 60,000 when left out. */
  ms?: number;
  /** Gives up early. */
  signal?: AbortSignal | undefined;
}

/** Asks until the answer is not undefined, and says what was waited for when it never comes. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  { ms = 60_000, signal }: Patience = {},
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (performance.now() > end) {
      throw new Error(`Waited ${ms} ms for ${what}`);
    }
    await pause(50, undefined, signal ? { signal } : {});
  }
}
