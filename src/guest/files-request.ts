import { invalid } from "../vcenter/error";
import type { FileAttributes } from "../vcenter/file-calls";
import { fileAttributes, type GivenAttributes } from "./file-attributes";
import { checkBytes, checkEncodable, type Given, optionalText } from "./given";
import { guestPathText, isRootAnywhere, isWindowsPath } from "./guest-path-text";

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

/** @throws VCenterError INVALID_ARGUMENT for paths of different guest families: each would be a mere name to the other. */
export function moveRequest(path: Given, newPath: Given, overwrite: boolean): FilesRequest {
  const [from, to] = [guestPathText(path), guestPathText(newPath)];
  if (isWindowsPath(from) !== isWindowsPath(to)) {
    throw invalid("message", `The ${path.name} and the ${newPath.name} are paths of different systems. Correct one of them.`);
  }
  return { operation: "move", path: from, newPath: to, overwrite };
}

/** Roots, drives and shares are refused, also by a detour. */
export function deleteRequest(path: Given, recursive: boolean): FilesRequest {
  const text = guestPathText(path);
  if (isRootAnywhere(text)) {
    throw invalid("message", `The ${path.name} leads to a root, a drive or a share, which is never deleted. Correct it.`);
  }
  return { operation: "delete", path: ofItself(text), recursive };
}

/** With a separator at its end, or a dot behind one, the path of a link would be that of what it leads to. */
function ofItself(path: string): string {
  return path.replace(isWindowsPath(path) ? /(?:[\\/]\.?)+$/ : /(?:\/\.?)+$/, "");
}

/** @throws VCenterError INVALID_ARGUMENT for attributes of the other guest family, and where there are none. */
export function attributesRequest(path: Given, given: GivenAttributes): FilesRequest {
  const text = guestPathText(path);
  const attributes = fileAttributes(path, text, given);
  if (Object.keys(attributes).length === 0) {
    throw invalid("message", "The message and the node give no attribute to set. Give at least one.");
  }
  return { operation: "set-attributes", path: text, attributes };
}
