import { invalid, type VCenterError } from "../vcenter/error";
import { type FilePage, type FileType, type ListedFile, listFiles } from "../vcenter/file-calls";
import { shown } from "../vcenter/text";
import type { Guest } from "./guest";
import { baseName, isWindowsPath, joined } from "./guest-path-text";

/** What a list tells of a file; `size` in bytes. */
export interface FoundFile {
  readonly name: string;
  readonly path: string;
  readonly type: FileType;
  readonly size: number;
}

/** Entries of one answer: some 200 KiB. */
const PAGE = 1_000;

/** A list is held in memory: so many entries, and so many characters of their names. */
const MOST_ENTRIES = 100_000;
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * All entries of a directory, without `.` and `..`; of a path that is none, the file itself.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `path`, if there are too many; as {@link Guest.send}.
 */
export async function listDirectory(guest: Guest, path: string, pattern: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  let characters = 0;
  for (let index = 0; ; ) {
    const { files, isLast } = await page(guest, path, pattern, index, PAGE);
    index += files.length;
    found.push(...files.filter(({ filename }) => filename !== "." && filename !== "..").map((file) => foundFile(path, file)));
    if (isLast) {
      return found;
    }
    characters += files.reduce((sum, { filename }) => sum + filename.length, 0);
    if (index >= MOST_ENTRIES || characters >= MOST_CHARACTERS) {
      throw tooMany(guest, path, index);
    }
  }
}

/**
 * The same of what is in a directory, also of one that a symbolic link leads to: VMware Tools list such a link itself, but
 * not where its path ends in a slash (open-vm-tools vixTools.c).
 */
export function listBelow(guest: Guest, directory: string, pattern: string): Promise<FoundFile[]> {
  return listDirectory(guest, isWindowsPath(directory) ? directory : directory.replace(/\/*$/, "/"), pattern);
}

/** What is at a path: one question, whose body carries it. */
export async function lookAt(guest: Guest, path: string): Promise<{ readonly type: FileType; readonly size: number }> {
  const { files } = await page(guest, path, "", 0, 1);
  const [first] = files;
  return first !== undefined && first.filename === path ? first : { type: "DIRECTORY", size: first?.size ?? 0 };
}

function page(guest: Guest, path: string, pattern: string, index: number, size: number): Promise<FilePage> {
  const { credentials } = guest;
  const filter = pattern === "" ? {} : { filter: { match_pattern: pattern } };
  return guest.send(listFiles(guest.place.vm, { credentials, path, iteration: { size, index }, ...filter }));
}

function tooMany({ pool, place }: Guest, path: string, listed: number): VCenterError {
  return invalid(
    "path",
    `The list of "${shown(path)}" in VM ${shown(place.vm)} at ${pool.server} has more entries than the ${listed} that fit into a message.` +
      " Give a pattern that fewer of them match.",
    { listed },
  ).with({ path });
}

function foundFile(path: string, { filename, type, size }: ListedFile): FoundFile {
  return filename === path
    ? { name: baseName(path), path, type, size }
    : { name: filename, path: joined(path, filename), type, size };
}
