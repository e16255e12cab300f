import type { Entry } from "./entry";
import { GuestError } from "./guest-error";
import type { GuestSession } from "./guest-session";

/** What is at a path: the entry itself, and where it leads if it is a link. Null: nothing that can be seen. */
export interface Found {
  itself: Entry | null;
  target: Entry | null;
}

/** Looks as Tools do before they act: a path that cannot be walked simply holds nothing. */
export function probe({ files, user }: GuestSession, path: string): Found {
  try {
    return { itself: files.findItself(user, path), target: files.find(user, path) };
  } catch (error) {
    if (error instanceof GuestError) {
      return { itself: null, target: null };
    }
    throw error;
  }
}

/** What is at a path that must lead somewhere; a dangling link leads nowhere (File_Exists in open-vm-tools). */
export function existing({ files, user }: GuestSession, path: string): { itself: Entry; target: Entry } {
  const target = files.find(user, path);
  const itself = files.findItself(user, path);
  if (target === null || itself === null) {
    throw new GuestError("FILE_NOT_FOUND", path);
  }
  return { itself, target };
}

/** Tools refuse an empty path before they look at the login (open-vm-tools vixTools.c). */
export function refuseEmpty(...paths: string[]): void {
  if (paths.includes("")) {
    throw new GuestError("INVALID_ARG");
  }
}
