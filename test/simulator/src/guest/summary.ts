import { mayRead } from "./access";
import type { Entry } from "./entry";
import type { GuestSession } from "./guest-session";

/** What the API tells of any entry (contract: Vcenter.Vm.Guest.Filesystem.Files.Summary). */
export interface Summary {
  type: "FILE" | "DIRECTORY" | "SYMLINK";
  /** Bytes of a file; 0 of all else. */
  size: number;
}

/**
 * Type and size of an entry. Tools open a file for its size: null if the user may not read it, or if it
 * has vanished meanwhile. What is neither file nor directory nor link counts as an empty file (vixTools.c).
 */
export async function summarize({ files, user }: GuestSession, entry: Entry): Promise<Summary | null> {
  if (entry.type !== "FILE") {
    return { type: entry.type === "SOCKET" ? "FILE" : entry.type, size: 0 };
  }
  if (!mayRead(user, entry)) {
    return null;
  }
  const size = await files.store.size(entry.blob).catch(() => null);
  return size === null ? null : { type: "FILE", size };
}
