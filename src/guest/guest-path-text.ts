import { invalid } from "../vcenter/error";
import { isAbsolute, PATH_BYTES } from "../vcenter/guest-path";
import { checkBytes, checkEncodable, type Given, optionalText } from "./given";

/** @throws VCenterError INVALID_ARGUMENT, subject `message`, if it is missing or no absolute path. */
export function guestPathText(given: Given): string {
  const path = optionalGuestPath(given);
  if (path === undefined) {
    throw invalid("message", `The ${given.name} is missing. Give an absolute path in the guest, like /var/tmp/x or C:\\Temp\\x.`);
  }
  return path;
}

/** `undefined` if it is missing or empty. */
export function optionalGuestPath(given: Given): string | undefined {
  const path = optionalText(given);
  if (path === undefined || path === "") {
    return undefined;
  }
  checkEncodable(path, given.name);
  if (!isAbsolute(path)) {
    throw invalid("message", `The ${given.name} must be an absolute path in the guest, like /var/tmp or C:\\Temp.`);
  }
  checkBytes(path, PATH_BYTES, given.name);
  return path;
}

export function isWindowsPath(path: string): boolean {
  return !path.startsWith("/");
}

/** Whether nothing is left of a path when `.` and `..` are followed: the root, a drive or a share. */
export function isRoot(path: string): boolean {
  let depth = 0;
  for (const part of partsBelowRoot(path)) {
    depth = part === ".." ? Math.max(0, depth - 1) : depth + 1;
  }
  return depth === 0;
}

/** As {@link isRoot}, to any guest: Windows takes `/` for `\\`, so that `//server/C$` is a share there. */
export function isRootAnywhere(path: string): boolean {
  return isRoot(path) || isRoot(path.replaceAll("/", "\\"));
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.split(separators(path)).filter((part) => part !== "").at(-1) ?? path;
}

/** The directory that a path stands in. */
export function parentOf(path: string): string {
  const name = baseName(path);
  const parent = path.slice(0, path.lastIndexOf(name));
  return parent.length > 1 && !/^[a-z]:[\\/]$/i.test(parent) ? parent.slice(0, -1) : parent;
}

/** Whether a path is another one or below it, by their letters: links and `..` are not followed. */
export function isWithin(path: string, other: string): boolean {
  const parts = comparable(path);
  return comparable(other).every((part, index) => part === parts[index]);
}

/** Whether two paths lead to the same place, by their letters. */
export function isSamePath(path: string, other: string): boolean {
  return isWithin(path, other) && isWithin(other, path);
}

/** The path of a name in a directory, with the separator of the guest. */
export function joined(directory: string, name: string): string {
  const isOpen = separators(directory).test(directory.slice(-1));
  return isOpen ? directory + name : `${directory}${isWindowsPath(directory) ? "\\" : "/"}${name}`;
}

/** What Windows can begin with: `C:`, `\\server\share`, `\\?\C:`, `\\?\UNC\server\share`, and all within `\\?\GLOBALROOT`, where drives have other names. */
const WINDOWS_ROOT =
  /^(?:[a-z]:|[\\/]{2,}[?.][\\/]+(?:global(?:root)?(?:[\\/].*)?$|unc(?:[\\/]+[^\\/]+){0,2})|[\\/]{2,}[^\\/]+[\\/]+[^\\/]+)/i;

/** Windows drops what consists of dots and spaces alone, and knows a directory by its stream (`C:\::$INDEX_ALLOCATION`), too. */
function partsBelowRoot(path: string): string[] {
  if (!isWindowsPath(path)) {
    return path.split("/").filter((part) => part !== "" && part !== ".");
  }
  const below = path.replace(WINDOWS_ROOT, "").split(separators(path)).map((part) => part.trimEnd());
  return below.filter((part) => part === ".." || !/^[. ]*(?::.*)?$/.test(part));
}

/** Windows does not tell letters by their case. */
function comparable(path: string): string[] {
  const parts = path.split(separators(path)).filter((part) => part !== "" && part !== ".");
  return isWindowsPath(path) ? parts.map((part) => part.toLowerCase()) : ["/", ...parts];
}

function separators(path: string): RegExp {
  return isWindowsPath(path) ? /[\\/]/ : /\//;
}
