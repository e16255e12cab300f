import { invalid } from "../vcenter/error";
import type { FileAttributes } from "../vcenter/file-calls";
import { checkBytes, checkEncodable, type Given, optionalText } from "./given";
import { guestPathText, isRoot, isWindowsPath } from "./guest-path-text";

/** What is to be done with files of a guest, valid. */
export type FilesRequest =
  | { readonly operation: "list"; readonly path: string; readonly pattern: string }
  | { readonly operation: "stat"; readonly path: string }
  | { readonly operation: "make-directory"; readonly path: string; readonly parents: boolean }
  | { readonly operation: "move"; readonly path: string; readonly newPath: string; readonly overwrite: boolean }
  | { readonly operation: "delete"; readonly path: string; readonly recursive: boolean }
  | { readonly operation: "set-attributes"; readonly path: string; readonly attributes: FileAttributes };

const PATTERN_BYTES = 1024;

/** The guest runs the pattern, as a regular expression of its own. */
export function listRequest(path: Given, pattern: Given): FilesRequest {
  const text = optionalText(pattern) ?? "";
  checkEncodable(text, pattern.name);
  checkBytes(text, PATTERN_BYTES, pattern.name);
  return { operation: "list", path: guestPathText(path), pattern: text };
}

/** Roots and drives are refused, also by a detour. */
export function deleteRequest(path: Given, recursive: boolean): FilesRequest {
  const text = guestPathText(path);
  if (isRoot(text)) {
    throw invalid("message", `The ${path.name} leads to a root or a drive, which is never deleted. Correct it.`);
  }
  return { operation: "delete", path: text, recursive };
}

/** Attributes as they were given; what is missing or empty stays as it is in the guest. */
export interface GivenAttributes {
  readonly permissions: Given;
  readonly ownerId: Given;
  readonly groupId: Given;
  /** `""`, true or false. */
  readonly hidden: unknown;
  readonly readOnly: unknown;
}

/** @throws VCenterError INVALID_ARGUMENT for attributes of the other guest family, and where there are none. */
export function attributesRequest(path: Given, given: GivenAttributes): FilesRequest {
  const text = guestPathText(path);
  const posix = posixOf(given);
  const windows = windowsOf(given);
  const isWindows = isWindowsPath(text);
  const other = isWindows ? posix : windows;
  if (Object.keys(other).length > 0) {
    const [family, names] = isWindows ? ["Windows", "permissions, owner and group"] : ["POSIX", "hidden and read-only"];
    throw invalid("message", `The ${path.name} is one of a ${family} guest, which has no ${names}. Leave them out.`);
  }
  if (Object.keys(isWindows ? windows : posix).length === 0) {
    throw invalid("message", "The message and the node give no attribute to set. Give at least one.");
  }
  return { operation: "set-attributes", path: text, attributes: isWindows ? { windows } : { posix } };
}

function posixOf({ permissions, ownerId, groupId }: GivenAttributes): NonNullable<FileAttributes["posix"]> {
  const mode = permissionsText(permissions);
  const owner = idNumber(ownerId);
  const group = idNumber(groupId);
  return {
    ...(mode !== undefined && { permissions: mode }),
    ...(owner !== undefined && { owner_id: owner }),
    ...(group !== undefined && { group_id: group }),
  };
}

function windowsOf({ hidden, readOnly }: GivenAttributes): NonNullable<FileAttributes["windows"]> {
  return {
    ...(typeof hidden === "boolean" && { hidden }),
    ...(typeof readOnly === "boolean" && { read_only: readOnly }),
  };
}

/** Octal, as `chmod` takes it: `0600`. */
function permissionsText(given: Given): string | undefined {
  const text = optionalText(given) ?? "";
  if (text === "") {
    return undefined;
  }
  if (!/^0?[0-7]{3}$|^[0-7]{4}$/.test(text)) {
    throw invalid("message", `The ${given.name} must be three or four octal digits, like 0600.`);
  }
  return text.padStart(4, "0");
}

/** The number of a user or a group. */
function idNumber(given: Given): number | undefined {
  const text = optionalText(given) ?? "";
  if (text === "") {
    return undefined;
  }
  const id = Number(text);
  if (!/^\d+$/.test(text) || id > 0xffffffff) {
    throw invalid("message", `The ${given.name} must be the number of a user or group in the guest.`);
  }
  return id;
}
