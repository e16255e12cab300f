import { GuestError } from "./guest-error";
import { checkDisk, checkText, type GuestSession } from "./guest-session";

/**
 * Removes a directory, with all that is in it only if asked to, read-only files too; a file or a link is
 * no directory (open-vm-tools vixTools.c, lib/file/file.c).
 */
export async function deleteDirectory(session: GuestSession, path: string, recursive: boolean): Promise<void> {
  checkText(path);
  const { files, user } = session;
  if (files.find(user, path) === null) {
    throw new GuestError("FILE_NOT_FOUND", path);
  }
  const entry = files.findItself(user, path);
  if (entry === null || entry.type !== "DIRECTORY") {
    throw new GuestError("NOT_A_DIRECTORY", path);
  }
  checkDisk(session.machine, false, path);
  await (recursive ? files.removeTree(user, entry, path) : files.remove(user, entry, path));
}
