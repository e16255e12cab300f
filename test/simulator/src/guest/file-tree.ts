import { type Actor, isDriveList, mayRemove, maySearch, mayWrite } from "./access";
import type { BlobStore } from "./blob-store";
import { type Attributes, completeAttributes, type DirectoryEntry, directoryEntry, type Entry } from "./entry";
import { GuestError } from "./guest-error";
import { makeEntry, type NewEntry } from "./new-entry";
import type { PathRules } from "./path-rules";
import { type Place, type Start, walk } from "./walk";

/** The files of one guest: names, modes and owners here, the bytes in the store. */
export class FileTree implements Start {
  readonly rules: PathRules;
  readonly root: DirectoryEntry;
  readonly store: BlobStore;
  /** The guest's time, in milliseconds since 1970. */
  readonly now: () => number;
  workingDirectory: DirectoryEntry;

  constructor(rules: PathRules, store: BlobStore, now: () => number) {
    this.rules = rules;
    this.store = store;
    this.now = now;
    this.root = directoryEntry("", { owner: "root", mode: 0o755, explicit: false }, now());
    this.workingDirectory = this.root;
  }

  /** What is at the path, links followed all the way; null if nothing is. */
  find(actor: Actor, path: string): Entry | null {
    return walk(this, actor, path, true).entry;
  }

  /** The same without following the last name. */
  findItself(actor: Actor, path: string): Entry | null {
    return walk(this, actor, path, false).entry;
  }

  /** Makes an entry that must not exist yet; false if the name is taken. */
  async create(actor: Actor, path: string, what: NewEntry, attributes: Attributes): Promise<boolean> {
    const place = walk(this, actor, path, false);
    if (place.entry !== null) {
      return false;
    }
    this.#checkCreatable(actor, place, what, path);
    await this.#insert(place.directory, place.name, what, attributes);
    return true;
  }

  /** Gives bytes that are in the store already their name, in place of the file that had it. */
  async placeFile({ directory, name, entry }: Place, blob: number, attributes: Attributes): Promise<void> {
    const common = { name: entry?.name ?? name, ...completeAttributes(attributes, this.now()), parent: directory };
    directory.children.set(this.rules.key(name), { ...common, type: "FILE", blob });
    if (entry?.type === "FILE") {
      await this.store.remove(entry.blob);
    }
  }

  /** Takes an entry away; a directory must be empty. */
  async remove(actor: Actor, entry: Entry, path: string): Promise<void> {
    if (!mayRemove(actor, entry, this.rules)) {
      throw new GuestError("FILE_ACCESS_ERROR", path);
    }
    if (entry.type === "DIRECTORY" && entry.children.size > 0) {
      throw new GuestError("DIRECTORY_NOT_EMPTY", path);
    }
    await this.#detach(entry);
  }

  /** Takes a whole tree away; links in it go themselves, not what they point to. */
  async removeTree(actor: Actor, entry: Entry, path: string): Promise<void> {
    if (entry.type === "DIRECTORY" && entry.children.size > 0) {
      if (!mayWrite(actor, entry, this.rules)) {
        throw new GuestError("FILE_ACCESS_ERROR", path);
      }
      await this.#removeChildren(actor, entry, path);
    }
    await this.remove(actor, entry, path);
  }

  /** One that cannot go does not stop the others: the error comes at the end. */
  async #removeChildren(actor: Actor, directory: DirectoryEntry, path: string): Promise<void> {
    const errors: unknown[] = [];
    for (const child of [...directory.children.values()]) {
      await this.removeTree(actor, child, path).catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) {
      throw errors[0];
    }
  }

  /** The directory of that path, made with all that is missing above it. */
  async makeDirectories(path: string): Promise<DirectoryEntry> {
    const { absolute, names } = this.rules.parse(path);
    let at = absolute ? this.root : this.workingDirectory;
    for (const name of names) {
      const existing = at.children.get(this.rules.key(name));
      at = existing?.type === "DIRECTORY" ? existing : await this.#makeDirectory(at, name, path);
    }
    return at;
  }

  async #makeDirectory(directory: DirectoryEntry, name: string, path: string): Promise<DirectoryEntry> {
    if (name === "." || name === ".." || directory.children.has(this.rules.key(name))) {
      throw new GuestError("NOT_A_DIRECTORY", path);
    }
    this.rules.checkName(name, path);
    const attributes = { owner: directory.owner, mode: 0o755, explicit: false };
    await this.#insert(directory, name, { type: "DIRECTORY" }, attributes);
    return directory.children.get(this.rules.key(name)) as DirectoryEntry;
  }

  #checkCreatable(actor: Actor, place: Place, what: NewEntry, path: string): void {
    if (actor !== null && isDriveList(place.directory, this.rules)) {
      throw new GuestError("FILE_NOT_FOUND", path);
    }
    if (!maySearch(actor, place.directory) || !mayWrite(actor, place.directory, this.rules)) {
      throw new GuestError("FILE_ACCESS_ERROR", path);
    }
    if (place.asDirectory && what.type !== "DIRECTORY") {
      throw new GuestError("NOT_A_FILE", path);
    }
  }

  async #insert(directory: DirectoryEntry, name: string, what: NewEntry, attributes: Attributes): Promise<void> {
    const now = this.now();
    const common = { name, ...completeAttributes(attributes, now), parent: directory };
    const entry = makeEntry(common, what, this.store);
    directory.children.set(this.rules.key(name), entry);
    directory.lastModified = now;
    if (entry.type === "FILE" && what.type === "FILE") {
      await this.store.write(entry.blob, what.content);
    }
  }

  async #detach(entry: Entry): Promise<void> {
    if (entry.parent !== null) {
      entry.parent.children.delete(this.rules.key(entry.name));
      entry.parent.lastModified = this.now();
    }
    if (entry.type === "FILE") {
      await this.store.remove(entry.blob);
    }
  }
}
