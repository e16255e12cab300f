import { mayRead } from "./access";
import type { Entry } from "./entry";
import { GuestError } from "./guest-error";
import { checkText, type GuestSession } from "./guest-session";
import { perlPattern } from "./perl-pattern";
import { existing } from "./probe";
import { summarize, type Summary } from "./summary";

export interface ListSpec {
  path: string;
  /** How many entries at most, from which on; both count what the pattern lets through. */
  size: number;
  index: number;
  /** Empty: all. */
  pattern: string;
}

export interface ListPage {
  files: (Summary & { name: string })[];
  /** How many entries the page covers: more than `files`, if some could not be looked at. */
  covered: number;
  /** How many entries the pattern lets through. */
  total: number;
}

interface NamedEntry {
  name: string;
  entry: Entry;
}

/** One page of what a directory holds, or the one entry that another path means (open-vm-tools vixTools.c). */
export async function listFiles(session: GuestSession, { path, size, index, pattern }: ListSpec): Promise<ListPage> {
  checkText(path, pattern);
  const wanted = perlPattern(pattern);
  const matching = namedEntries(session, path).filter(({ name }) => wanted.test(name));
  const page = matching.slice(index, index + size);
  const files = await Promise.all(page.map((named) => describe(session, named)));
  return { files: files.filter((file) => file !== null), covered: page.length, total: matching.length };
}

function namedEntries(session: GuestSession, path: string): NamedEntry[] {
  const { itself } = existing(session, path);
  if (itself.type !== "DIRECTORY") {
    return [{ name: path, entry: itself }];
  }
  if (!mayRead(session.user, itself)) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
  const children = [...itself.children.values()].map((entry) => ({ name: entry.name, entry }));
  return [{ name: ".", entry: itself }, { name: "..", entry: itself.parent ?? itself }, ...children];
}

async function describe(session: GuestSession, { name, entry }: NamedEntry): Promise<ListPage["files"][number] | null> {
  const summary = await summarize(session, entry);
  return summary === null ? null : { name, ...summary };
}
