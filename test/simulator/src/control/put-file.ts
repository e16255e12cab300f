import type { Entry, EntryType } from "../guest/entry";
import type { FileTree, NewEntry } from "../guest/file-tree";
import { ControlError } from "./input";

/** A file that a test wants in a guest. */
export interface FileOrder {
  path: string;
  type: EntryType;
  mode?: string | number;
  owner?: string;
  content?: string;
  target?: string;
}

const DEFAULT_MODES: Record<EntryType, number> = { FILE: 0o644, DIRECTORY: 0o755, SYMLINK: 0o777, SOCKET: 0o755 };

/** Puts it there, parents included, in place of what was there; a directory keeps what is in it. */
export async function putFile(files: FileTree, order: FileOrder): Promise<void> {
  checkOrder(files, order);
  const parent = parentOf(files, order.path);
  await files.makeDirectories(parent);
  const attributes = {
    owner: order.owner ?? files.root.owner,
    mode: modeOf(order),
    explicit: order.mode !== undefined || order.owner !== undefined,
  };
  const existing = files.findItself(null, order.path);
  if (existing?.type === "DIRECTORY" && order.type === "DIRECTORY") {
    Object.assign(existing, attributes);
    return;
  }
  await removeExisting(files, existing, order.path);
  await files.create(null, order.path, newEntry(order), attributes);
}

function checkOrder(files: FileTree, { path, type, content, target }: FileOrder): void {
  const { absolute, names } = files.rules.parse(path);
  if (!absolute || names.length === 0 || names.includes("..") || names.includes(".")) {
    throw new ControlError(400, `Wrong value: path must be absolute and without dots, not ${path}.`);
  }
  if ((content !== undefined && type !== "FILE") || (target !== undefined) !== (type === "SYMLINK")) {
    throw new ControlError(400, "Wrong value: content goes with a FILE, and target with a SYMLINK, which needs it.");
  }
}

/** The path without its last name. */
function parentOf(files: FileTree, path: string): string {
  const names = files.rules.parse(path).names.slice(0, -1);
  return files.rules.separator === "/" ? `/${names.join("/")}` : names.join("\\") || "\\";
}

async function removeExisting(files: FileTree, existing: Entry | null, path: string): Promise<void> {
  if (existing !== null) {
    await files.removeTree(null, existing, path);
  }
}

function modeOf({ mode, type }: FileOrder): number {
  return typeof mode === "string" ? Number.parseInt(mode, 8) : (mode ?? DEFAULT_MODES[type]);
}

function newEntry({ type, content = "", target = "" }: FileOrder): NewEntry {
  if (type === "FILE") {
    return { type, content };
  }
  return type === "SYMLINK" ? { type, target } : { type };
}
