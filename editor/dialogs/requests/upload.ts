import type { Fields } from "../fields";
import { isRoot, isWindowsPath, parentOf } from "../guest-path";
import { Later, later } from "../later";
import type { Request } from "../request";
import { type Given, needed, optional } from "../typed";
import { type Attributes, attributesOf } from "./attributes";
import { contentSize } from "./content-size";
import { type Guest, guestOf } from "./guest";

/** What the dialog has from the start; it is for POSIX only. */
const USUAL_PERMISSIONS = "0600";

/** A file with its attributes, without its size. */
interface NewFile {
  readonly path: string | Later;
  readonly overwrite: boolean;
  readonly posix: Attributes["posix"];
  readonly windows?: Attributes["windows"];
}

export function uploadRequests(fields: Fields): Request[] {
  const guest = guestOf(fields);
  const path = needed(fields, "path");
  const attributes = attributesOf(fields, permissionsFor(path, optional(fields, "permissions")), (value) => value === true || undefined);
  const size = contentSize(fields);
  const overwrite = fields.overwrite === true;
  const isBeside = fields.atomic === true || size === 0;
  return [
    ...guest.lookup,
    ...(fields.createParents === true ? parents(guest, path) : []),
    ...(isBeside ? beside(guest, path, attributes, overwrite, size) : transfer(guest, { path, overwrite, ...attributes }, size)),
  ];
}

function permissionsFor(path: string | Later, permissions: Given): Given {
  if (permissions !== USUAL_PERMISSIONS || (typeof path === "string" && !isWindowsPath(path))) {
    return permissions;
  }
  return path instanceof Later ? later("vcenter-connection.preview.ifPosix", { permissions }) : undefined;
}

function parents(guest: Guest, path: string | Later): Request[] {
  const parent = parentOf(path);
  return isRoot(parent) ? [] : [post(guest, "/directories?action=create", { path: parent, create_parents: true })];
}

function transfer(guest: Guest, { path, ...attributes }: NewFile, size: number | Later): Request[] {
  return [
    post(guest, "?action=create", { spec: { path, attributes: { ...attributes, size } } }),
    { method: "PUT", url: later("vcenter-connection.preview.transferUrl") },
  ];
}

/** A temporary file is filled, and put in its place: also where there are no bytes, which vCenter does not take. */
function beside(guest: Guest, path: string | Later, { posix, windows }: Attributes, overwrite: boolean, size: number | Later): Request[] {
  const temporary = later("vcenter-connection.preview.beside");
  const left = { posix: size === 0 ? posix : undefined, windows };
  const hasLeft = left.posix !== undefined || left.windows !== undefined;
  return [
    post(guest, "/files?action=createTemporary", { prefix: ".upload-", suffix: "", parent_path: parentOf(path) }),
    ...(size === 0 ? [] : transfer(guest, { path: temporary, overwrite: true, posix }, size)),
    ...(hasLeft ? [post(guest, "/files?action=update", { path: temporary, file_attributes: left })] : []),
    post(guest, "/files?action=move", { path: temporary, new_path: path, overwrite }),
  ];
}

function post({ url, credentials }: Guest, what: string, body: object): Request {
  return { method: "POST", url: `${url}/filesystem${what}`, body: { credentials, ...body } };
}
