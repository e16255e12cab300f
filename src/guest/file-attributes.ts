import { invalid } from "../vcenter/error";
import type { FileAttributes } from "../vcenter/file-calls";
import { type Given, optionalText } from "./given";
import { isWindowsPath } from "./guest-path-text";

/** Attributes as they were given; what is missing or empty stays as it is in the guest. */
export interface GivenAttributes {
  readonly permissions: Given;
  readonly ownerId: Given;
  readonly groupId: Given;
  /** `""`, true or false. */
  readonly hidden: unknown;
  readonly readOnly: unknown;
}

/**
 * The attributes that a file of a guest is to get; of its family, which its path tells.
 *
 * @param path the given one, and its text
 * @throws VCenterError INVALID_ARGUMENT for attributes of the other guest family.
 */
export function fileAttributes({ name }: Given, path: string, given: GivenAttributes): FileAttributes {
  const posix = posixOf(given);
  const windows = windowsOf(given);
  const isWindows = isWindowsPath(path);
  const other = isWindows ? posix : windows;
  if (Object.keys(other).length > 0) {
    const [family, names] = isWindows ? ["Windows", "permissions, owner and group"] : ["POSIX", "hidden and read-only"];
    throw invalid("message", `The ${name} is one of a ${family} guest, which has no ${names}. Leave them out.`);
  }
  return {
    ...(Object.keys(posix).length > 0 && { posix }),
    ...(Object.keys(windows).length > 0 && { windows }),
  };
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
