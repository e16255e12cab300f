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

async function ensureDirectories(session: GuestSession, path: string): Promise<void> {
  for (const step of [...parentsOf(session, path), path]) {
    await ensureDirectory(session, step);
  }
}

/** The path up to each of its separators, the topmost first; links and `..` stay as they are typed. */
function parentsOf({ files }: GuestSession, path: string): string[] {
  const separators = files.rules.family === "WINDOWS" ? /[\\/]/g : /\//g;
  const ends = [...path.matchAll(separators)].map(({ index }) => index);
  return ends.filter((end) => end > 0).map((end) => path.slice(0, end));
}

async function ensureDirectory(session: GuestSession, path: string): Promise<void> {
  const { files, user } = session;
  if (await make(session, path)) {
    return;
  }
  const there = files.find(user, path);
  if (there?.type !== "DIRECTORY") {
    throw new GuestError(there === null ? "FILE_NOT_FOUND" : "NOT_A_DIRECTORY", path);
  }
}

/** False if there is something of that name. */
function make({ files, user }: GuestSession, path: string): Promise<boolean> {
  return files.create(user, path, { type: "DIRECTORY" }, { owner: user.name, mode: 0o700, explicit: true });
}
