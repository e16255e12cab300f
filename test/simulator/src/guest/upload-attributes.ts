import { accountName } from "./account-ids";
import type { Attributes } from "./entry";
import { GuestError } from "./guest-error";
import type { GuestSession } from "./guest-session";
import type { UploadAttributes } from "./transfer-spec";

/** CONTRACT.md section 5: what is left out is not taken from the file that was there. */
const DEFAULT_MODE = 0o644;

/** The attributes of an uploaded file. `now` in milliseconds since 1970. */
export function uploadedAttributes({ user, machine }: GuestSession, given: UploadAttributes, now: number): Attributes {
  const { posix = {}, windows = {}, last_modified, last_accessed } = given;
  const { owner_id, group_id, permissions } = posix;
  return {
    owner: owner_id === undefined ? user.name : accountName(machine.users, owner_id),
    group: group_id === undefined ? user.name : accountName(machine.users, group_id),
    mode: permissions === undefined ? DEFAULT_MODE : Number.parseInt(permissions, 8) & 0o7777,
    explicit: true,
    hidden: windows.hidden ?? false,
    readOnly: windows.read_only ?? false,
    lastModified: last_modified === undefined ? now : Date.parse(last_modified),
    lastAccessed: last_accessed === undefined ? now : Date.parse(last_accessed),
  };
}

/** Only the superuser gives a file to somebody else. */
export function checkGift({ user }: GuestSession, { posix = {} }: UploadAttributes, path: string): void {
  const { owner_id = user.uid, group_id = user.uid } = posix;
  if (!user.admin && (owner_id !== user.uid || group_id !== user.uid)) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
}
