/** What a guest's file tree is made of. */

export type EntryType = "FILE" | "DIRECTORY" | "SYMLINK" | "SOCKET";

export interface Common {
  name: string;
  owner: string;
  /** Every user has a group of their own with the same name, as Linux distributions make them. */
  group: string;
  mode: number;
  /** Mode and owner were given or follow from a guest operation, so they decide about access (access.ts). */
  explicit: boolean;
  parent: DirectoryEntry | null;
  /** Milliseconds since 1970, by the test clock, as all three. */
  lastModified: number;
  lastAccessed: number;
  created: number;
  /** Windows only, as `readOnly`. */
  hidden: boolean;
  readOnly: boolean;
}

export interface DirectoryEntry extends Common {
  type: "DIRECTORY";
  /** By the name's key: Windows compares names without case. */
  children: Map<string, Entry>;
}

export interface FileEntry extends Common {
  type: "FILE";
  /** The number of its bytes in the store. */
  blob: number;
}

export interface LinkEntry extends Common {
  type: "SYMLINK";
  target: string;
}

export interface SocketEntry extends Common {
  type: "SOCKET";
}

export type Entry = DirectoryEntry | FileEntry | LinkEntry | SocketEntry;

type Optional = "group" | "lastModified" | "lastAccessed" | "created" | "hidden" | "readOnly";

/** What a new entry is given; the rest it has from its owner and from the time at which it is made. */
export type Attributes = Pick<Common, "owner" | "mode" | "explicit"> & Partial<Pick<Common, Optional>>;

export function completeAttributes(attributes: Attributes, now: number): Omit<Common, "name" | "parent"> {
  const times = { lastModified: now, lastAccessed: now, created: now };
  return { group: attributes.owner, hidden: false, readOnly: false, ...times, ...attributes };
}

export function directoryEntry(name: string, attributes: Attributes, now: number): DirectoryEntry {
  return { type: "DIRECTORY", name, ...completeAttributes(attributes, now), parent: null, children: new Map() };
}
