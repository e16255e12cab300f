import type { FileEntry } from "../entry";
import { checkDisk, type GuestSession } from "../guest-session";

/** Where a program writes to. */
export interface Output {
  write(bytes: string | Uint8Array): Promise<void>;
}

/** What Tools do with output that is not redirected. */
export const NOWHERE: Output = { write: () => Promise.resolve() };

/** Appends to a file of the guest. */
export function fileOutput({ machine, files }: GuestSession, file: FileEntry, path: string): Output {
  return {
    async write(bytes) {
      checkDisk(machine, true, path);
      await files.store.append(file.blob, bytes);
    },
  };
}
