import { GuestError } from "../guest/guest-error";
import type { GuestSession } from "../guest/guest-session";
import type { Ticket } from "../world/transfers";

/** A transfer acts as the guest user who asked for its URL. */
export async function sessionOf({ machine, user }: Ticket): Promise<GuestSession> {
  return { machine, user, files: await machine.files() };
}

/**
 * The status of what the guest refuses when the transfer comes, since the call that gave the URL. Not
 * known from any source, but for 404 of a file that is gone and 500 of all else.
 */
export function statusOf(error: unknown): number {
  if (!(error instanceof GuestError)) {
    throw error;
  }
  return error.code === "FILE_NOT_FOUND" ? 404 : 500;
}
