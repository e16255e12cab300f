import type { Entry } from "./entry";

/** How an entry is removed. */
export interface Remover {
  /** Whether its VM has nothing else to do here; `undefined` if the connection of the entry is not there. */
  isIdle(entry: Entry): boolean | undefined;
  /** @returns whether there was something to remove. @throws VCenterError only. */
  remove(entry: Entry): Promise<boolean>;
}
