import { type Actor, mayWrite } from "../access";
import type { FileEntry } from "../entry";
import type { PathRules } from "../path-rules";

const READ = 0o4;
const WRITE = 0o2;
const EXECUTE = 0o1;
const ANY_EXECUTE = 0o111;

export function mayReadFile(actor: Actor, file: FileEntry): boolean {
  return actor === null || actor.admin || !file.explicit || hasBit(actor.name, file, READ);
}

/** Like a directory's: without a mode of its own the user's `writable` trees decide. */
export function mayWriteFile(actor: Actor, file: FileEntry, rules: PathRules): boolean {
  if (actor === null || actor.admin) {
    return true;
  }
  return file.explicit ? hasBit(actor.name, file, WRITE) : file.parent !== null && mayWrite(actor, file.parent, rules);
}

/** Even root runs nothing that nobody may run. Windows goes by the name. */
export function mayExecuteFile(actor: Actor, file: FileEntry, { family }: PathRules): boolean {
  if (family === "WINDOWS") {
    return /\.(exe|com|cmd|bat)$/i.test(file.name);
  }
  return actor === null || actor.admin ? (file.mode & ANY_EXECUTE) !== 0 : hasBit(actor.name, file, EXECUTE);
}

function hasBit(name: string, file: FileEntry, bit: number): boolean {
  const bits = file.owner === name ? file.mode >> 6 : file.mode;
  return (bits & bit) !== 0;
}
