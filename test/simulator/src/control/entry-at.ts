import type { Entry } from "../guest/entry";
import type { FileTree } from "../guest/file-tree";
import { GuestError } from "../guest/guest-error";
import { ControlError } from "./input";

/** What is at the path itself: a link is not followed. */
export function entryAt(files: FileTree, path: string | undefined): Entry {
  if (path === undefined || path === "") {
    throw new ControlError(400, "Give a path.");
  }
  const entry = lookUp(files, path);
  if (entry === null) {
    throw new ControlError(404, `There is no ${path} in the guest.`);
  }
  return entry;
}

/** Null: nothing is there, or nothing can be. */
export function lookUp(files: FileTree, path: string): Entry | null {
  try {
    return files.findItself(null, path);
  } catch (error) {
    if (error instanceof GuestError) {
      return null;
    }
    throw error;
  }
}
