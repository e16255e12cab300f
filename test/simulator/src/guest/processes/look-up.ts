import type { Entry } from "../entry";
import { GuestError } from "../guest-error";
import type { GuestSession } from "../guest-session";

/** What is at the path, null also for a path that leads nowhere or that the user may not follow. */
export function lookUp({ files, user }: GuestSession, path: string): Entry | null {
  try {
    return files.find(user, path);
  } catch (error) {
    if (error instanceof GuestError) {
      return null;
    }
    throw error;
  }
}
