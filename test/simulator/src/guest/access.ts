import type { GuestUser } from "../model/guest-user";
import type { DirectoryEntry, Entry } from "./entry";
import type { PathRules } from "./path-rules";

/** Who acts: a guest user, or the system itself (null), which may do everything. */
export type Actor = GuestUser | null;

const WRITE = 0o2;
const SEARCH = 0o1;
const STICKY = 0o1000;

/** May the actor go through the directory? */
export function maySearch(actor: Actor, directory: DirectoryEntry): boolean {
  return !isRestricted(actor) || !directory.explicit || hasBit(actor, directory, SEARCH);
}

/**
 * May the actor create and remove in the directory? The user's `writable` trees decide,
 * unless the directory has a mode of its own.
 */
export function mayWrite(actor: Actor, directory: DirectoryEntry, rules: PathRules): boolean {
  if (!isRestricted(actor)) {
    return true;
  }
  return directory.explicit
    ? hasBit(actor, directory, WRITE) && hasBit(actor, directory, SEARCH)
    : actor.writable.some((root) => isBelow(directory, root, rules));
}

/** In a sticky directory such as /tmp only the owner removes an entry. */
export function mayRemove(actor: Actor, entry: Entry, rules: PathRules): boolean {
  const directory = entry.parent;
  if (directory === null) {
    return false;
  }
  if (!isRestricted(actor)) {
    return true;
  }
  const sticky = (directory.mode & STICKY) !== 0;
  const own = entry.owner === actor.name || directory.owner === actor.name;
  return mayWrite(actor, directory, rules) && (!sticky || own);
}

function isRestricted(actor: Actor): actor is GuestUser {
  return actor !== null && !actor.admin;
}

function hasBit(actor: GuestUser, directory: DirectoryEntry, bit: number): boolean {
  const bits = directory.owner === actor.name ? directory.mode >> 6 : directory.mode;
  return (bits & bit) !== 0;
}

function isBelow(directory: DirectoryEntry, root: string, rules: PathRules): boolean {
  const names = rules.parse(root).names.map((name) => rules.key(name));
  const own = namesOf(directory).map((name) => rules.key(name));
  return names.every((name, index) => own[index] === name);
}

/** The names from the root down to the directory. */
function namesOf(directory: DirectoryEntry): string[] {
  const names: string[] = [];
  for (let at = directory; at.parent !== null; at = at.parent) {
    names.unshift(at.name);
  }
  return names;
}
