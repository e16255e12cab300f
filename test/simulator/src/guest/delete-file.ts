import { GuestError } from "./guest-error";
import { checkDisk, checkText, type GuestSession } from "./guest-session";

/** Removes a file, unless it is read-only; a link goes itself, even a dangling one (open-vm-tools vixTools.c). */
export async function deleteFile(session: GuestSession, path: string): Promise<void> {
  checkText(path);
  const { files, user } = session;
  const entry = files.findItself(user, path);
  if (entry === null) {
    throw new GuestError("FILE_NOT_FOUND", path);
  }
  if (entry.type !== "FILE" && entry.type !== "SYMLINK") {
    throw new GuestError("NOT_A_FILE", path);
  }
  if (entry.readOnly) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
  checkDisk(session.machine, false, path);
  await files.remove(user, entry, path);
}
