import type { Attributes, Entry, EntryType } from "../guest/entry";
import type { FileTree } from "../guest/file-tree";
import type { NewEntry } from "../guest/new-entry";
import { ControlError } from "./input";

/** A file that a test wants in a guest. */
export interface FileOrder {
  path: string;
  type: EntryType;
  mode?: string | number;
  owner?: string;
  group?: string;
  hidden?: boolean;
  read_only?: boolean;
  /** RFC 3339, as all three times. */
  last_modified?: string;
  last_accessed?: string;
  created?: string;
  content?: string | Uint8Array;
  /** Bytes: what is missing is filled up with zeros, what is too much is cut off. */
  size?: number;
  target?: string;
}

const DEFAULT_MODES: Record<EntryType, number> = { FILE: 0o644, DIRECTORY: 0o755, SYMLINK: 0o777, SOCKET: 0o755 };

/** Puts it there, parents included, in place of what was there; a directory keeps what is in it. */
export async function putFile(files: FileTree, order: FileOrder): Promise<void> {
  checkOrder(files, order);
  const parent = parentOf(files, order.path);
  await files.makeDirectories(parent);
  const attributes = attributesOf(files, order);
  const existing = files.findItself(null, order.path);
  if (existing?.type === "DIRECTORY" && order.type === "DIRECTORY") {
    Object.assign(existing, attributes);
    return;
  }
  await removeExisting(files, existing, order.path);
  await files.create(null, order.path, newEntry(order), attributes);
  await resize(files, order);
}

async function resize(files: FileTree, { path, size }: FileOrder): Promise<void> {
  const entry = files.findItself(null, path);
  if (size !== undefined && entry?.type === "FILE") {
    await files.store.resize(entry.blob, size);
  }
}

function checkOrder(files: FileTree, order: FileOrder): void {
  const { path, type, content, size, target } = order;
  const { absolute, names } = files.rules.parse(path);
  if (!absolute || names.length === 0 || names.includes("..") || names.includes(".")) {
    throw new ControlError(400, `Wrong value: path must be absolute and without dots, not ${path}.`);
  }
  const hasBytes = content !== undefined || size !== undefined;
  if ((hasBytes && type !== "FILE") || (target !== undefined) !== (type === "SYMLINK")) {
    throw new ControlError(400, "Wrong value: content and size go with a FILE, and target with a SYMLINK, which needs it.");
  }
  const isWindowsOnly = order.hidden !== undefined || order.read_only !== undefined;
  if (isWindowsOnly && files.rules.family !== "WINDOWS") {
    throw new ControlError(400, "Wrong value: hidden and read_only go with a Windows guest.");
  }
}

function attributesOf(files: FileTree, order: FileOrder): Attributes {
  const { owner = files.root.owner, group = owner, mode, hidden = false, read_only: readOnly = false } = order;
  const explicit = mode !== undefined || order.owner !== undefined || order.group !== undefined;
  return { owner, group, mode: modeOf(order), explicit, hidden, readOnly, ...timesOf(order) };
}

/** Those that are given: the others are the time at which it is made. */
function timesOf(order: FileOrder): Partial<Attributes> {
  const times = { lastModified: order.last_modified, lastAccessed: order.last_accessed, created: order.created };
  const given = Object.entries(times).filter(([, time]) => time !== undefined);
  return Object.fromEntries(given.map(([name, time]) => [name, parseTime(time ?? "")]));
}

function parseTime(time: string): number {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) {
    throw new ControlError(400, `Wrong value: there is no time ${time}.`);
  }
  return ms;
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
