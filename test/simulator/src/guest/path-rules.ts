import type { Family } from "../model/vm";
import { GuestError } from "./guest-error";

/** A path taken apart: where it starts, and the names to walk. */
export interface ParsedPath {
  absolute: boolean;
  names: string[];
  /** It ended in a separator, so it can only mean a directory. */
  asDirectory: boolean;
}

/** What differs between the families. */
export interface PathRules {
  readonly family: Family;
  readonly separator: "/" | "\\";
  parse(path: string): ParsedPath;
  /** By what a name is found in its directory. */
  key(name: string): string;
  checkName(name: string, path: string): void;
  checkLength(path: string): void;
  /** Directory and name as Tools join them: one separator, those at the seam dropped. */
  join(directory: string, name: string): string;
}

export function pathRules(family: Family): PathRules {
  return family === "LINUX" ? linux : windows;
}

const NAME_LIMIT = 255;
/** PATH_MAX counts the terminating zero. */
const LINUX_PATH_LIMIT = 4096 - 1;
const WINDOWS_PATH_LIMIT = 32_767 - 1;

const linux: PathRules = {
  family: "LINUX",
  separator: "/",
  parse: (path) => ({
    absolute: path.startsWith("/"),
    names: path.split("/").filter((name) => name !== ""),
    asDirectory: path.endsWith("/"),
  }),
  key: (name) => name,
  checkName(name, path) {
    if (Buffer.byteLength(name) > NAME_LIMIT) {
      throw new GuestError("FILE_NAME_TOO_LONG", path);
    }
  },
  checkLength(path) {
    if (Buffer.byteLength(path) > LINUX_PATH_LIMIT) {
      throw new GuestError("FILE_NAME_TOO_LONG", path);
    }
  },
  join: (directory, name) => `${directory.replace(/\/+$/, "")}/${name.replace(/^\/+/, "")}`,
};

const windows: PathRules = {
  family: "WINDOWS",
  separator: "\\",
  parse: parseWindowsPath,
  key: (name) => name.replace(/[. ]+$/, "").toLowerCase(),
  checkName(name, path) {
    if (!isDrive(name) && /[<>:"|?*\u0000-\u001f]/.test(name)) {
      throw new GuestError("FILE_NAME_INVALID", path);
    }
    if (name.length > NAME_LIMIT) {
      throw new GuestError("FILE_NAME_TOO_LONG", path);
    }
  },
  checkLength(path) {
    if (path.length > WINDOWS_PATH_LIMIT) {
      throw new GuestError("FILE_NAME_TOO_LONG", path);
    }
  },
  join: (directory, name) => `${directory.replace(/[\\/]+$/, "")}\\${name.replace(/^[\\/]+/, "")}`,
};

function isDrive(name: string): boolean {
  return /^[a-z]:$/i.test(name);
}

/** `X:\a`, `\a` (the system drive) and `a`; a share is looked for like a drive, and never found. */
function parseWindowsPath(path: string): ParsedPath {
  const asDirectory = /[\\/]$/.test(path);
  const split = (text: string): string[] => text.split(/[\\/]/).filter((name) => name !== "");
  if (/^[\\/]{2}/.test(path)) {
    return { absolute: true, names: lexical(["\\\\", ...split(path)], 1), asDirectory };
  }
  if (/^[a-z]:/i.test(path)) {
    return { absolute: true, names: lexical([path.slice(0, 2), ...split(path.slice(2))], 1), asDirectory };
  }
  if (/^[\\/]/.test(path)) {
    return { absolute: true, names: lexical(["C:", ...split(path)], 1), asDirectory };
  }
  return { absolute: false, names: split(path), asDirectory };
}

/** Windows takes `.` and `..` out of the text before it looks at the disk. */
function lexical(names: string[], fixed: number): string[] {
  const kept: string[] = [];
  for (const name of names) {
    if (name === "..") {
      kept.length = Math.max(Math.min(fixed, kept.length), kept.length - 1);
    } else if (name !== ".") {
      kept.push(name);
    }
  }
  return kept;
}
