import { type Actor, maySearch } from "./access";
import type { DirectoryEntry, Entry, LinkEntry } from "./entry";
import { GuestError } from "./guest-error";
import type { ParsedPath, PathRules } from "./path-rules";

export interface Start {
  root: DirectoryEntry;
  /** Where relative paths begin: the working directory of the Tools service. */
  workingDirectory: DirectoryEntry;
  rules: PathRules;
}

/** Where a path leads: the directory, the name in it, and what has that name, if anything has. */
export interface Place {
  directory: DirectoryEntry;
  name: string;
  entry: Entry | null;
  asDirectory: boolean;
}

/** As many links as Linux follows before it says that they loop. */
const LINK_LIMIT = 40;

/** Walks a path as the actor, following links as the guest's kernel does. */
export function walk(start: Start, actor: Actor, path: string, followLast: boolean): Place {
  if (path === "") {
    throw new GuestError("FILE_NOT_FOUND", path);
  }
  start.rules.checkLength(path);
  return new Walk(start, actor, path, followLast).run();
}

class Walk {
  readonly #start: Start;
  readonly #actor: Actor;
  readonly #path: string;
  readonly #followLast: boolean;
  #at: DirectoryEntry;
  /** The names still to walk, the next one last. */
  #pending: string[];
  #asDirectory: boolean;
  #links = 0;

  constructor(start: Start, actor: Actor, path: string, followLast: boolean) {
    const parsed = start.rules.parse(path);
    this.#start = start;
    this.#actor = actor;
    this.#path = path;
    this.#followLast = followLast || parsed.asDirectory;
    this.#at = this.#origin(parsed, start.workingDirectory);
    this.#pending = parsed.names.reverse();
    this.#asDirectory = parsed.asDirectory;
  }

  run(): Place {
    for (let name = this.#pending.pop(); name !== undefined; name = this.#pending.pop()) {
      const place = this.#step(name);
      if (place !== null) {
        return place;
      }
    }
    return this.#here();
  }

  /** One name further; a place only if it was the last. */
  #step(name: string): Place | null {
    if (!maySearch(this.#actor, this.#at)) {
      throw this.#error("FILE_ACCESS_ERROR");
    }
    if (name === "." || name === "..") {
      this.#at = name === ".." ? (this.#at.parent ?? this.#at) : this.#at;
      return null;
    }
    this.#start.rules.checkName(name, this.#path);
    const entry = this.#at.children.get(this.#start.rules.key(name)) ?? null;
    const last = this.#pending.length === 0;
    if (entry?.type === "SYMLINK" && (!last || this.#followLast)) {
      this.#follow(entry);
      return null;
    }
    return last ? this.#end(name, entry) : this.#enter(entry);
  }

  #follow(link: LinkEntry): void {
    this.#links += 1;
    if (this.#links > LINK_LIMIT) {
      throw this.#error("OUT_OF_MEMORY");
    }
    const target = this.#start.rules.parse(link.target);
    this.#at = this.#origin(target, this.#at);
    this.#pending.push(...target.names.reverse());
  }

  #enter(entry: Entry | null): null {
    if (entry === null) {
      throw this.#error("FILE_NOT_FOUND");
    }
    if (entry.type !== "DIRECTORY") {
      throw this.#error("NOT_A_DIRECTORY");
    }
    this.#at = entry;
    return null;
  }

  #end(name: string, entry: Entry | null): Place {
    if (this.#asDirectory && entry !== null && entry.type !== "DIRECTORY") {
      throw this.#error("NOT_A_DIRECTORY");
    }
    return { directory: this.#at, name, entry, asDirectory: this.#asDirectory };
  }

  /** The path ended in `.`, `..` or at the root itself. */
  #here(): Place {
    const at = this.#at;
    return { directory: at.parent ?? at, name: at.name, entry: at, asDirectory: true };
  }

  #origin(parsed: ParsedPath, relativeTo: DirectoryEntry): DirectoryEntry {
    return parsed.absolute ? this.#start.root : relativeTo;
  }

  #error(code: "FILE_ACCESS_ERROR" | "FILE_NOT_FOUND" | "NOT_A_DIRECTORY" | "OUT_OF_MEMORY"): GuestError {
    return new GuestError(code, this.#path);
  }
}
