import type { BlobStore } from "./blob-store";
import type { Common, Entry } from "./entry";

/** What is to be made at a path. */
export type NewEntry =
  | { type: "FILE"; content: string | Uint8Array }
  | { type: "DIRECTORY" }
  | { type: "SYMLINK"; target: string }
  | { type: "SOCKET" };

/** The entry for it; the bytes of a file are still to be written. */
export function makeEntry(common: Common, what: NewEntry, store: BlobStore): Entry {
  switch (what.type) {
    case "DIRECTORY":
      return { ...common, type: "DIRECTORY", children: new Map() };
    case "SYMLINK":
      return { ...common, type: "SYMLINK", target: what.target };
    case "SOCKET":
      return { ...common, type: "SOCKET" };
    case "FILE":
      return { ...common, type: "FILE", blob: store.next() };
  }
}
