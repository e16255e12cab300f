import type { Entry } from "./entry";
import { GuestError } from "./guest-error";
import { checkText, type GuestSession } from "./guest-session";
import { existing } from "./probe";
import { summarize, type Summary } from "./summary";

export interface FileFacts extends Summary {
  /** Where a link points to, as it was made; null: no link. */
  linkTarget: string | null;
  /** Whose attributes count: of a link those of what it leads to (stat in open-vm-tools vixTools.c). */
  subject: Entry;
}

/** All that is known of one path, the path itself not followed if it is a link. */
export async function getFile(session: GuestSession, path: string): Promise<FileFacts> {
  checkText(path);
  const { itself, target } = existing(session, path);
  const summary = await summarize(session, itself);
  if (summary === null) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
  return { ...summary, linkTarget: itself.type === "SYMLINK" ? itself.target : null, subject: target };
}
