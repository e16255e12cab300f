import type { FileEntry } from "../entry";
import { GuestError } from "../guest-error";
import { checkDisk } from "../guest-session";
import { mayReadFile, mayWriteFile } from "./file-rights";
import { fileOutput, NOWHERE, type Output } from "./output";
import { type ProgramRun, resolvePath } from "./program";

const DEFAULT_MODE = 0o644;

/** The bytes of a file, with the rights of the program's user. */
export async function readGuestFile(run: ProgramRun, path: string): Promise<Buffer> {
  if (isNullDevice(path)) {
    return Buffer.alloc(0);
  }
  const { files, user } = run.session;
  const file = existingFile(run, path);
  if (!mayReadFile(user, file)) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
  return files.store.readAll(file.blob);
}

/** Where a redirection to the path leads; the file is made, or emptied, or added to. */
export async function openOutput(run: ProgramRun, path: string, append: boolean): Promise<Output> {
  if (isNullDevice(path)) {
    return NOWHERE;
  }
  const { machine, files, user } = run.session;
  checkDisk(machine, false, path);
  const attributes = { owner: user.name, mode: DEFAULT_MODE, explicit: true };
  const isNew = await files.create(user, resolvePath(run, path), { type: "FILE", content: "" }, attributes);
  const file = existingFile(run, path);
  if (!isNew && !mayWriteFile(user, file, files.rules)) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
  if (!isNew && !append) {
    await files.store.write(file.blob, "");
  }
  return fileOutput(run.session, file, path);
}

/** The file at the path as the program sees it. */
export function existingFile(run: ProgramRun, path: string): FileEntry {
  const entry = run.session.files.find(run.session.user, resolvePath(run, path));
  if (entry === null) {
    throw new GuestError("FILE_NOT_FOUND", path);
  }
  if (entry.type !== "FILE") {
    throw new GuestError("NOT_A_FILE", path);
  }
  return entry;
}

function isNullDevice(path: string): boolean {
  return path === "/dev/null" || path.toLowerCase() === "nul";
}
