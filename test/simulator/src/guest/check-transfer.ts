import type { Family } from "../model/vm";
import { mayOverwrite, mayRead, maySearch, mayWrite } from "./access";
import type { FileEntry } from "./entry";
import { GuestError } from "./guest-error";
import { checkDisk, checkText, type GuestSession } from "./guest-session";
import type { TransferSpec, UploadAttributes } from "./transfer-spec";
import { type Place, walk } from "./walk";

/** What Tools refuse before they look at the login (open-vm-tools vixTools.c). */
export function checkTransferArguments(family: Family, { path, attributes }: TransferSpec): void {
  if (path === "" || (attributes !== undefined && !isSensible(family, attributes))) {
    throw new GuestError("INVALID_ARG");
  }
}

function isSensible(family: Family, { size, posix = {}, windows = {} }: UploadAttributes): boolean {
  const foreign = family === "WINDOWS" ? posix : windows;
  const { owner_id = 0, group_id = 0, permissions = "0" } = posix;
  const numbersFit = size >= 0 && owner_id >= 0 && group_id >= 0;
  return numbersFit && /^[0-7]+$/.test(permissions) && Object.keys(foreign).length === 0;
}

/** The file that a download reads. A path through what is no directory holds nothing. */
export function fileToDownload({ files, user }: GuestSession, path: string): FileEntry {
  checkText(path);
  const { entry } = place({ files, user }, path, "FILE_NOT_FOUND");
  if (entry === null) {
    throw new GuestError("FILE_NOT_FOUND", path);
  }
  if (entry.type === "SYMLINK") {
    throw new GuestError("INVALID_ARG");
  }
  if (entry.type !== "FILE") {
    throw new GuestError("NOT_A_FILE", path);
  }
  if (!mayRead(user, entry)) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
  return entry;
}

/** Where an upload goes. A missing parent is a wrong name to Tools, not a missing file. */
export function placeToUpload(session: GuestSession, path: string, attributes: UploadAttributes): Place {
  checkText(path);
  const target = place(session, path, "FILE_NAME_INVALID");
  if (target.entry?.type === "SYMLINK") {
    throw new GuestError("INVALID_ARG");
  }
  if (target.asDirectory || (target.entry !== null && target.entry.type !== "FILE")) {
    throw new GuestError("NOT_A_FILE", path);
  }
  if (target.entry !== null && attributes.overwrite !== true) {
    throw new GuestError("FILE_ALREADY_EXISTS", path);
  }
  checkWritable(session, target, path);
  checkDisk(session.machine, true, path);
  checkRoom(session, attributes.size, path);
  return target;
}

/** The place of the path itself; `missing` is the error for a path whose directories do not exist. */
function place(
  { files, user }: Pick<GuestSession, "files" | "user">,
  path: string,
  missing: "FILE_NOT_FOUND" | "FILE_NAME_INVALID",
): Place {
  try {
    return walk(files, user, path, false);
  } catch (error) {
    const leadsNowhere = error instanceof GuestError && ["FILE_NOT_FOUND", "NOT_A_DIRECTORY"].includes(error.code);
    throw leadsNowhere ? new GuestError(missing, path) : error;
  }
}

function checkWritable({ files, user }: GuestSession, { directory, entry }: Place, path: string): void {
  const mayMake = maySearch(user, directory) && mayWrite(user, directory, files.rules);
  const mayReplace = entry !== null && !entry.readOnly && mayOverwrite(user, entry, files.rules);
  if (entry === null ? !mayMake : !mayReplace) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
}

function checkRoom({ machine }: GuestSession, size: number, path: string): void {
  const { free_bytes } = machine.config;
  if (free_bytes !== null && size > free_bytes) {
    throw new GuestError("DISK_FULL", path);
  }
}
