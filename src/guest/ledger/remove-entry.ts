import { VCenterError } from "../../vcenter/error";
import { operations } from "../../vcenter/operations";
import { temporaryWork } from "../create-temporary";
import type { Guest } from "../guest";
import { baseName, parentOf } from "../guest-path-text";
import type { Job } from "../job";
import { listBelow, listDirectory } from "../list-directory";
import type { Pool } from "../pool";
import { removePath } from "../remove-path";
import { runJob } from "../run-job";
import type { Place } from "../work";
import type { Entry } from "./entry";
import { hasMark, hasMarkIn, patternOf, quoted } from "./mark";

/**
 * Removes what an entry of the ledger speaks of: only names with its mark.
 *
 * @returns whether there was any.
 * @throws VCenterError only.
 */
export function removeEntry(pool: Pool, job: Job, entry: Entry, place: Place): Promise<boolean> {
  const operation = entry.kind === "file" ? operations.deleteFile : operations.deleteDirectory;
  return runJob(pool, job, { operation, place }, async (guest) => {
    if (entry.path !== undefined) {
      return hasMark(entry.path, entry) && removeAt(guest, entry, entry.path);
    }
    return entry.parent === undefined ? removeFromDefault(guest, entry) : removeFrom(guest, entry, entry.parent);
  });
}

/** A file that is missing may be in the directory of a detour that was cut off, which has the mark too. */
async function removeAt(guest: Guest, entry: Entry, path: string): Promise<boolean> {
  return (await removed(guest, entry, path)) || (entry.kind === "file" && removeFrom(guest, entry, parentOf(path)));
}

/** It is looked for by its name. What a stranger has put there under such a name does not keep the others. */
async function removeFrom(guest: Guest, entry: Entry, directory: string, probe?: string): Promise<boolean> {
  const found = await unlessMissing(() => listBelow(guest, directory, patternOf(entry)), []);
  let isFound = false;
  let refusal: VCenterError | undefined;
  for (const { path } of found.filter(({ name }) => hasMarkIn(directory, name, entry))) {
    try {
      const wasThere = await removed(guest, entry, path);
      isFound ||= wasThere && baseName(path) !== probe;
    } catch (error) {
      refusal = refusalOf(error);
    }
  }
  if (refusal !== undefined) {
    throw refusal;
  }
  return isFound;
}

function refusalOf(error: unknown): VCenterError {
  if (error instanceof VCenterError && error.code === "UNAUTHORIZED") {
    return error;
  }
  throw error;
}

/**
 * The guest chose the directory, and chooses the same for a probe of the same login. The probe has the mark too, so it
 * is removed with what it was made to find, or with the next try.
 */
async function removeFromDefault(guest: Guest, entry: Entry): Promise<boolean> {
  const { kind, prefix, mark, suffix } = entry;
  const probe = await guest.call(temporaryWork(guest.pool, { kind, prefix: prefix + mark, suffix }, guest.place));
  const directory = parentOf(probe);
  if (await removeFrom(guest, entry, directory, baseName(probe))) {
    return true;
  }
  return removeFromOlder(guest, entry, directory);
}

/** On Linux, VMware Tools that was restarted has another directory of the same name but for its numbers. */
async function removeFromOlder(guest: Guest, entry: Entry, directory: string): Promise<boolean> {
  const [, begin] = /^(vmware-.+_)\d+-\d+$/.exec(baseName(directory)) ?? [];
  if (begin === undefined) {
    return false;
  }
  const older = await listDirectory(guest, parentOf(directory), `^${quoted(begin)}[0-9]+-[0-9]+$`);
  for (const { path } of older.filter(({ path, type }) => type === "DIRECTORY" && path !== directory)) {
    // One that a stranger made under such a name is his.
    if (await unlessMissing(() => removeFrom(guest, entry, path), false, ["NOT_FOUND", "UNAUTHORIZED"])) {
      return true;
    }
  }
  return false;
}

/** A directory goes with all that was put into it, also one that was made on a detour. @returns whether it was there. */
function removed(guest: Guest, { kind, path: known, prefix, mark, suffix }: Entry, path: string): Promise<boolean> {
  const remove = async (): Promise<boolean> => {
    await removePath(guest, path, kind === "directory" || path !== known, { prefix: prefix + mark, suffix });
    return true;
  };
  return unlessMissing(remove, false);
}

async function unlessMissing<T>(work: () => Promise<T>, missing: T, codes = ["NOT_FOUND"]): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // What a proxy says in the place of vCenter has no messages.
    if (error instanceof VCenterError && codes.includes(error.code) && error.cause.messages !== undefined && error.cause.subject !== "vm") {
      return missing;
    }
    throw error;
  }
}
