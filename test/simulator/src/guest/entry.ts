/** What a guest's file tree is made of. */

export type EntryType = "FILE" | "DIRECTORY" | "SYMLINK" | "SOCKET";

interface Common {
  name: string;
  owner: string;
  mode: number;
  /** Mode and owner were given or follow from a guest operation, so they decide about access (access.ts). */
  explicit: boolean;
  parent: DirectoryEntry | null;
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

export type Attributes = Pick<Common, "owner" | "mode" | "explicit">;

export function directoryEntry(name: string, attributes: Attributes): DirectoryEntry {
  return { type: "DIRECTORY", name, ...attributes, parent: null, children: new Map() };
}
