import type { GuestUser } from "../model/guest-user";
import type { DirectoryEntry, Entry } from "./entry";
import type { PathRules } from "./path-rules";

/** Who acts: a guest user, or the system itself (null), which may do everything. */
export type Actor = GuestUser | null;

const READ = 0o4;
const WRITE = 0o2;
const SEARCH = 0o1;
const STICKY = 0o1000;

/** May the actor go through the directory? */
export function maySearch(actor: Actor, directory: DirectoryEntry): boolean {
  return !isRestricted(actor) || !directory.explicit || hasBit(actor, directory, SEARCH);
}

/** May the actor see what is in the file, or what a directory holds? */
export function mayRead(actor: Actor, entry: Entry): boolean {
  return !isRestricted(actor) || !entry.explicit || hasBit(actor, entry, READ);
}

/** Is it the actor's to change mode and times of? Others may not, even if they may write. */
export function owns(actor: Actor, entry: Entry): boolean {
  return !isRestricted(actor) || entry.owner === actor.name;
}

/** Only the superuser gives something away; an owner may still name what is their own. */
export function mayGiveTo(actor: Actor, entry: Entry, owner: string, group: string): boolean {
  if (!isRestricted(actor)) {
    return true;
  }
  return owns(actor, entry) && owner === entry.owner && [entry.group, actor.name].includes(group);
}

/** The place above the drives of a Windows guest: no operation changes it. */
export function isDriveList(directory: DirectoryEntry, rules: PathRules): boolean {
  return rules.family === "WINDOWS" && directory.parent === null;
}

/** May the actor change what is in the file? One without a mode of its own goes by its directory. */
export function mayOverwrite(actor: Actor, file: Entry, rules: PathRules): boolean {
  if (!isRestricted(actor) || file.explicit) {
    return !isRestricted(actor) || hasBit(actor, file, WRITE);
  }
  return file.parent !== null && mayWrite(actor, file.parent, rules);
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
  if (directory === null || (actor !== null && isDriveList(directory, rules))) {
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

function hasBit(actor: GuestUser, entry: Entry, bit: number): boolean {
  return (bitsFor(actor, entry) & bit) !== 0;
}

function bitsFor(actor: GuestUser, { mode, owner, group }: Entry): number {
  if (owner === actor.name) {
    return mode >> 6;
  }
  return group === actor.name ? mode >> 3 : mode;
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
