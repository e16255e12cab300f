import type { Family } from "../model/vm";
import { mayGiveTo, mayWrite, owns } from "./access";
import { accountName } from "./account-ids";
import type { Entry } from "./entry";
import { GuestError } from "./guest-error";
import { checkDisk, checkText, type GuestSession } from "./guest-session";

/** Attributes to set (contract: Vcenter.Vm.Guest.Filesystem.Files.FileAttributesUpdateSpec); what is left out stays. */
export interface AttributeChange {
  /** RFC 3339, as both times. */
  last_modified?: string;
  last_accessed?: string;
  windows?: { hidden?: boolean; read_only?: boolean };
  posix?: { owner_id?: number; group_id?: number; permissions?: string };
}

/** Before the login: do the attributes go with the family, and mean something? */
export function checkChange(family: Family, { windows, posix, ...times }: AttributeChange): void {
  const foreign = family === "WINDOWS" ? posix : windows;
  const { owner_id = 0, group_id = 0, permissions = "0" } = posix ?? {};
  const timesFit = Object.values(times).every((time) => !Number.isNaN(Date.parse(time)));
  const fits = /^[0-7]+$/.test(permissions) && owner_id >= 0 && group_id >= 0 && timesFit;
  if (!fits || Object.keys(foreign ?? {}).length > 0) {
    throw new GuestError("INVALID_ARG");
  }
}

/**
 * Sets attributes of a file or directory, of a link those of what it leads to: times, owner and group,
 * then mode. What was set stays if a later one is refused (open-vm-tools vixTools.c).
 */
export function updateFile(session: GuestSession, path: string, change: AttributeChange): void {
  checkText(path);
  const entry = session.files.find(session.user, path);
  if (entry === null) {
    throw new GuestError("FILE_NOT_FOUND", path);
  }
  checkDisk(session.machine, false, path);
  setTimes(session, entry, path, change);
  setWindows(session, entry, path, change.windows ?? {});
  setOwner(session, entry, path, change.posix ?? {});
  setMode(session, entry, path, change.posix ?? {});
}

function setTimes(session: GuestSession, entry: Entry, path: string, change: AttributeChange): void {
  const { last_modified, last_accessed } = change;
  if (last_modified !== undefined || last_accessed !== undefined) {
    checkMine(session, entry, path);
  }
  entry.lastModified = last_modified === undefined ? entry.lastModified : Date.parse(last_modified);
  entry.lastAccessed = last_accessed === undefined ? entry.lastAccessed : Date.parse(last_accessed);
}

function setWindows(
  session: GuestSession,
  entry: Entry,
  path: string,
  { hidden, read_only }: NonNullable<AttributeChange["windows"]>,
): void {
  if (hidden !== undefined || read_only !== undefined) {
    checkMine(session, entry, path);
  }
  entry.hidden = hidden ?? entry.hidden;
  entry.readOnly = read_only ?? entry.readOnly;
}

/** A change of the owner takes set-uid and set-gid off a file, as Linux does. */
function setOwner(
  { user, machine }: GuestSession,
  entry: Entry,
  path: string,
  { owner_id, group_id }: NonNullable<AttributeChange["posix"]>,
): void {
  if (owner_id === undefined && group_id === undefined) {
    return;
  }
  const owner = owner_id === undefined ? entry.owner : accountName(machine.users, owner_id);
  const group = group_id === undefined ? entry.group : accountName(machine.users, group_id);
  if (!mayGiveTo(user, entry, owner, group)) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
  const mode = entry.type === "DIRECTORY" ? entry.mode : entry.mode & ~0o6000;
  Object.assign(entry, { owner, group, mode, explicit: true });
}

function setMode(
  session: GuestSession,
  entry: Entry,
  path: string,
  { permissions }: NonNullable<AttributeChange["posix"]>,
): void {
  if (permissions === undefined) {
    return;
  }
  checkMine(session, entry, path);
  Object.assign(entry, { mode: Number.parseInt(permissions, 8) & 0o7777, explicit: true });
}

/** Linux asks for the owner; Windows lets those change attributes who may write in the directory. */
function checkMine({ user, files }: GuestSession, entry: Entry, path: string): void {
  const { parent } = entry;
  const inOwnFolder = files.rules.family === "WINDOWS" && parent !== null && mayWrite(user, parent, files.rules);
  if (!owns(user, entry) && !inOwnFolder) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
}
