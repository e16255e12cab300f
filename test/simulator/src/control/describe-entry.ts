import type { Entry, EntryType } from "../guest/entry";
import type { FileTree } from "../guest/file-tree";

/** What a test sees of a guest path: README, "Driving it". */
export interface EntryDescription {
  type: EntryType;
  mode: string;
  owner: string;
  group: string;
  hidden: boolean;
  read_only: boolean;
  last_modified: string;
  last_accessed: string;
  created: string;
  size: number;
  entries: string[];
  target?: string;
}

export async function describeEntry(files: FileTree, entry: Entry): Promise<EntryDescription> {
  return {
    type: entry.type,
    mode: entry.mode.toString(8).padStart(4, "0"),
    owner: entry.owner,
    group: entry.group,
    hidden: entry.hidden,
    read_only: entry.readOnly,
    last_modified: new Date(entry.lastModified).toISOString(),
    last_accessed: new Date(entry.lastAccessed).toISOString(),
    created: new Date(entry.created).toISOString(),
    size: entry.type === "FILE" ? await files.store.size(entry.blob) : 0,
    entries: entry.type === "DIRECTORY" ? [...entry.children.values()].map((child) => child.name) : [],
    ...(entry.type === "SYMLINK" ? { target: entry.target } : {}),
  };
}
