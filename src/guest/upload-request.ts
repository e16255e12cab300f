import { invalid } from "../vcenter/error";
import type { FileAttributes } from "../vcenter/file-calls";
import type { Content } from "./content";
import { fileAttributes, type GivenAttributes } from "./file-attributes";
import type { Given } from "./given";
import { guestPathText, isRoot, isWindowsPath } from "./guest-path-text";
import type { Hosts } from "./hosts";

/** How a file is to be put into a guest, valid. */
export interface UploadRequest {
  readonly path: string;
  readonly attributes: FileAttributes;
  readonly overwrite: boolean;
  /** Nobody sees half a file. */
  readonly atomic: boolean;
  readonly createParents: boolean;
  /** The guest is asked for the size afterwards. */
  readonly verify: boolean;
}

/** What is uploaded, and by which ways. */
export interface Upload {
  readonly request: UploadRequest;
  readonly content: Content;
  readonly hosts: Hosts;
}

/** What the node says of the file, without its path. */
export type UploadOptions = Pick<UploadRequest, "overwrite" | "atomic" | "createParents" | "verify">;

/** What the dialog has from the start: nothing that a Windows guest could take. */
const USUAL_PERMISSIONS = "0600";

/** @throws VCenterError INVALID_ARGUMENT, subject `message`. */
export function uploadRequest(path: Given, given: GivenAttributes, options: UploadOptions): UploadRequest {
  const text = guestPathText(path);
  if (isRoot(text) || /[\\/]$/.test(text)) {
    throw invalid("message", `The ${path.name} must be the path of a file, not of a directory. Add the name of the file.`);
  }
  const isUsual = isWindowsPath(text) && given.permissions.value === USUAL_PERMISSIONS;
  const attributes = fileAttributes(path, text, isUsual ? withoutPermissions(given) : given);
  return { path: text, attributes, ...options };
}

function withoutPermissions(given: GivenAttributes): GivenAttributes {
  return { ...given, permissions: { ...given.permissions, value: undefined } };
}
