import { isDriveList, mayRemove, mayWrite } from "./access";
import type { Entry } from "./entry";
import { GuestError } from "./guest-error";
import { checkDisk, type GuestSession } from "./guest-session";
import { type Place, walk } from "./walk";

/** From where to where, as the caller gave it. */
export interface Route {
  path: string;
  newPath: string;
}

/** Gives an entry another name or directory, as the guest's kernel does; what had the name before is gone. */
export async function rename(session: GuestSession, entry: Entry, { path, newPath }: Route): Promise<void> {
  const { files, user } = session;
  const place = walk(files, user, newPath, false);
  checkTarget(session, entry, place, newPath);
  checkSource(session, entry, place, path);
  checkDisk(session.machine, isOneMore(entry, place), newPath);
  if (place.entry !== null) {
    await files.remove(user, place.entry, newPath);
  }
  relocate(session, entry, place);
}

function checkTarget({ files, user }: GuestSession, entry: Entry, place: Place, newPath: string): void {
  if (isDriveList(place.directory, files.rules)) {
    throw new GuestError("FILE_NOT_FOUND", newPath);
  }
  if (place.asDirectory && entry.type !== "DIRECTORY") {
    throw new GuestError("NOT_A_DIRECTORY", newPath);
  }
  if (isInside(place, entry)) {
    throw new GuestError("INVALID_ARG", newPath);
  }
  if (!mayWrite(user, place.directory, files.rules) || place.entry?.readOnly === true) {
    throw new GuestError("FILE_ACCESS_ERROR", newPath);
  }
}

/** A directory that gets another parent is itself changed: its `..` is. */
function checkSource({ files, user }: GuestSession, entry: Entry, place: Place, path: string): void {
  const changes = entry.type === "DIRECTORY" && entry.parent !== place.directory;
  if (!mayRemove(user, entry, files.rules) || (changes && !mayWrite(user, entry, files.rules))) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
}

/** A directory that gets one more name may have to grow for it: rename(2), ENOSPC. */
function isOneMore(entry: Entry, { directory, entry: replaced }: Place): boolean {
  return entry.parent !== directory && replaced === null;
}

function isInside(place: Place, entry: Entry): boolean {
  for (let at: Entry | null = place.directory; at !== null; at = at.parent) {
    if (at === entry) {
      return true;
    }
  }
  return false;
}

function relocate({ files }: GuestSession, entry: Entry, { directory, name }: Place): void {
  const { rules } = files;
  const now = files.now();
  if (entry.parent !== null) {
    entry.parent.children.delete(rules.key(entry.name));
    entry.parent.lastModified = now;
  }
  directory.children.set(rules.key(name), entry);
  directory.lastModified = now;
  Object.assign(entry, { name, parent: directory });
}
