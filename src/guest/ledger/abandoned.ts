import type { Entry } from "./entry";

/** A sweep after this one is followed by the first of the others. */
const NEVER_SWEPT = -1;

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

/** The same, abandoned before the start of Node-RED: due as soon as it may, besides its other sweeps. */
export function atStart(entry: Entry, swept: number): Entry {
  return { ...entry, swept: Math.max(NEVER_SWEPT, swept - 1), due: Math.min(entry.due, Date.now()) };
}
