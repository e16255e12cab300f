import { deleteDirectory, deleteFile, type FileType, moveFile } from "../vcenter/file-calls";
import type { TemporaryKind } from "../vcenter/operations";
import { removedOrTold } from "./cleaned-up";
import { temporaryWork } from "./create-temporary";
import type { Guest } from "./guest";
import { baseName, joined, parentOf } from "./guest-path-text";
import { isMissing } from "./is-missing";
import { lookAt } from "./list-directory";
import { isUrlRefused } from "./url-refused";

/** What the name of a directory begins and ends with. */
export interface Naming {
  readonly prefix: string;
  readonly suffix: string;
}

const NAMELESS: Naming = { prefix: "", suffix: "" };

/**
 * Deletes a file, a link itself, or a directory: with all that is in it if `isRecursive`, else only an empty one.
 *
 * @param naming of the directory that a file is moved into on its way, where it cannot be deleted at once
 * @returns what it was.
 */
export async function removePath(guest: Guest, path: string, isRecursive: boolean, naming = NAMELESS): Promise<FileType> {
  const { type } = await lookAt(guest, path);
  await (type === "DIRECTORY" ? removeDirectory(guest, path, isRecursive) : removeFile(guest, path, naming));
  return type;
}

function removeDirectory(guest: Guest, path: string, recursive: boolean): Promise<void> {
  const { credentials, place } = guest;
  return onceGone(guest, () => guest.send(deleteDirectory(place.vm, { credentials, path, recursive })));
}

async function removeFile(guest: Guest, path: string, naming: Naming): Promise<void> {
  const { credentials, place } = guest;
  try {
    await onceGone(guest, () => guest.send(deleteFile(place.vm, { credentials, path })));
  } catch (error) {
    if (!isUrlRefused(error)) {
      throw error;
    }
    guest.job.isInDoubt = false;
    await removeByDetour(guest, path, naming);
  }
}

/** Deletes what is ours, a directory with all that is in it. It does not matter whether it is still there. */
export async function removeLeftover(guest: Guest, kind: TemporaryKind, path: string, naming = NAMELESS): Promise<void> {
  try {
    await (kind === "file" ? removeFile(guest, path, naming) : removeDirectory(guest, path, true));
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
}

/** Where a lost answer may have been a deletion, a file that is missing is gone. */
async function onceGone(guest: Guest, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isMissing(error) || !guest.job.isInDoubt) {
      throw error;
    }
    guest.job.isInDoubt = false;
  }
}

/** By calls that carry the path in their body: moved into a directory beside it, and deleted with that. */
async function removeByDetour(guest: Guest, path: string, naming: Naming): Promise<void> {
  const { pool, place, credentials } = guest;
  const work = temporaryWork(pool, { kind: "directory", ...naming, parentPath: parentOf(path) }, place);
  const directory = await guest.call(work);
  try {
    await guest.send(moveFile(place.vm, { credentials, path, new_path: joined(directory, baseName(path)) }));
    await removeDirectory(guest, directory, true);
  } catch (error) {
    // The first failure says more than that of the clean-up.
    await removedOrTold(guest, directory, (cleaner) => removeLeftover(cleaner, "directory", directory));
    throw error;
  }
}
