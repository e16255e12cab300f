import { getFile } from "../../vcenter/file-calls";
import type { Guest } from "../guest";
import { isWindowsPath } from "../guest-path-text";
import { goneOn, type Home } from "./probe";

/** A mode, in octal, by which others than the owner may do nothing. */
const PRIVATE = /^[0-7]+00$/;

/** Whether a directory may be named in a creation: on POSIX only where somebody knows whose it is. */
export function isNameable({ directory, owner }: Home): boolean {
  return isWindowsPath(directory) || owner !== undefined;
}

/**
 * Whether a directory that the guest chose before is still its own. VMware Tools look at that where they choose it, not
 * where it is named; and when a restart of the guest has emptied its temporary directory, anybody may make one of that
 * name. In Windows it is in the profile of the user. One that nobody can be asked about counts as a stranger's.
 *
 * @throws what ends the job.
 */
export async function isStillOurs(guest: Guest, { directory, owner }: Home): Promise<boolean> {
  if (isWindowsPath(directory)) {
    return true;
  }
  const { place, credentials } = guest;
  try {
    const { type, attributes } = await guest.send(getFile(place.vm, { credentials, path: directory }));
    const { owner: itsOwner, permissions = "" } = attributes.posix_attributes ?? {};
    return type === "DIRECTORY" && itsOwner === owner && PRIVATE.test(permissions);
  } catch (error) {
    goneOn(guest, error);
    return false;
  }
}
