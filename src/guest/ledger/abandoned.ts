import type { Entry } from "./entry";

/**
 * An entry whose path nobody has got, or will: due for its next sweep.
 *
 * @param sweeps when it is swept, in milliseconds since it was abandoned
 * @returns `undefined` after the last one.
 */
export function abandoned(entry: Entry, sweeps: readonly number[]): Entry | undefined {
  const swept = entry.swept === undefined ? 0 : entry.swept + 1;
  const next = sweeps[swept];
  if (next === undefined) {
    return undefined;
  }
  const lifetime = next - (sweeps[swept - 1] ?? 0);
  return { ...entry, swept, lifetime, due: Date.now() + lifetime };
}

/** What was abandoned before this process is swept as soon as it may. */
export function atStart(entry: Entry): Entry {
  return entry.swept === undefined ? entry : { ...entry, due: Math.min(entry.due, Date.now()) };
}
