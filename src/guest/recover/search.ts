import { performance } from "node:perf_hooks";
import type { Guest } from "../guest";
import { hasMarkIn, type Marked, patternOf } from "../ledger/mark";
import { type FoundFile, listBelow } from "../list-directory";

/** A request may still be on its way: one look is not enough to tell that nothing was made. */
const LEAST_LOOKS = 2;

/**
 * What has a mark in a directory, whose request may have been done.
 *
 * @param looks when it is looked for, in milliseconds from now
 * @returns `undefined` if nothing was found, and the time limit left no time to look often enough.
 * @throws as {@link listBelow}; Interrupted.
 */
export async function search(
  guest: Guest,
  directory: string,
  marked: Marked,
  looks: readonly number[],
): Promise<readonly FoundFile[] | undefined> {
  const { job } = guest;
  const begin = performance.now();
  let looked = 0;
  for (const look of looks) {
    const pause = Math.max(0, begin + look - performance.now());
    if (pause >= job.left) {
      break;
    }
    await job.pause(pause);
    const found = await listBelow(guest, directory, patternOf(marked));
    const ours = found.filter(({ name }) => hasMarkIn(directory, name, marked));
    if (ours.length > 0) {
      return ours;
    }
    looked += 1;
  }
  return looked < LEAST_LOOKS ? undefined : [];
}
