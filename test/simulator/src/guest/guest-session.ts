import type { GuestUser } from "../model/guest-user";
import { GuestError } from "./guest-error";
import type { FileTree } from "./file-tree";
import type { Machine } from "./machine";

/** One operation inside a guest, logged in as a user. */
export interface GuestSession {
  machine: Machine;
  user: GuestUser;
  files: FileTree;
}

/** Paths reach the guest as UTF-8, ended by a zero byte. */
export function checkText(...texts: string[]): void {
  for (const text of texts) {
    if (text.includes("\0")) {
      throw new GuestError("INVALID_ARG");
    }
    if (!text.isWellFormed()) {
      throw new GuestError("FAIL");
    }
  }
}

/** What the state of the disk does to every change on it. */
export function checkDisk(machine: Machine, growing: boolean, path: string): void {
  const { disk } = machine.config;
  if (disk === "link_loop") {
    throw new GuestError("OUT_OF_MEMORY", path);
  }
  if (disk === "read_only") {
    throw new GuestError("FILE_ERROR", path);
  }
  if (growing && disk !== "ok") {
    throw new GuestError(disk === "full" ? "DISK_FULL" : "FAIL", path);
  }
}
