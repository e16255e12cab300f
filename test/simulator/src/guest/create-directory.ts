import { GuestError } from "./guest-error";
import { checkDisk, checkText, type GuestSession } from "./guest-session";
import { probe } from "./probe";

/** Makes a directory of mode 0700, on demand with those above it that are missing (open-vm-tools vixTools.c). */
export async function createDirectory(session: GuestSession, path: string, createParents: boolean): Promise<void> {
  checkText(path);
  if (probe(session, path).target !== null) {
    throw new GuestError("FILE_ALREADY_EXISTS", path);
  }
  checkDisk(session.machine, true, path);
  if (createParents) {
    await ensureDirectories(session, path);
  } else if (!(await make(session, path))) {
    throw new GuestError("FILE_ALREADY_EXISTS", path);
  }
}

/** What exists on the way is gone through; if it is no directory, the next step finds out. */
async function ensureDirectories(session: GuestSession, path: string): Promise<void> {
  for (const step of [...parentsOf(session, path), path]) {
    await make(session, step);
  }
  // The path is a link that leads nowhere.
  if (probe(session, path).target === null) {
    throw new GuestError("FILE_NOT_FOUND", path);
  }
}

/** The path up to each of its separators, the topmost first; links and `..` stay as they are typed. */
function parentsOf({ files }: GuestSession, path: string): string[] {
  const separators = files.rules.family === "WINDOWS" ? /[\\/]/g : /\//g;
  const ends = [...path.matchAll(separators)].map(({ index }) => index);
  return ends.filter((end) => end > 0).map((end) => path.slice(0, end));
}

/** False if there is something of that name. */
function make({ files, user }: GuestSession, path: string): Promise<boolean> {
  return files.create(user, path, { type: "DIRECTORY" }, { owner: user.name, mode: 0o700, explicit: true });
}
