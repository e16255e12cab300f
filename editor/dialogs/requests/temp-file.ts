import { text } from "../../text";
import type { Fields } from "../fields";
import { Later, later } from "../later";
import type { Request } from "../request";
import { optional } from "../typed";
import { guestOf } from "./guest";

export function temporaryRequests(fields: Fields): Request[] {
  const { url, credentials, lookup } = guestOf(fields);
  const folder = fields.kind === "directory" ? "directories" : "files";
  const prefix = optional(fields, "prefix") ?? "";
  const body = {
    credentials,
    prefix: fields.removal === "lifetime" || fields.recover === true ? marked(prefix) : prefix,
    suffix: optional(fields, "suffix") ?? "",
    parent_path: optional(fields, "parentPath") ?? home(fields),
  };
  const note = fields.recover === true ? text("vcenter-connection.preview.recover") : undefined;
  return [...lookup, { note, method: "POST", url: `${url}/filesystem/${folder}?action=createTemporary`, body }];
}

/** What is looked for after a lost answer is created in a directory that is known. */
function home({ recover }: Fields): Later | undefined {
  return recover === true ? later("vcenter-connection.preview.home") : undefined;
}

/** What is removed later, or looked for, is known by a mark in its name. */
function marked(prefix: string | Later): string {
  return `${String(prefix)}${String(later("vcenter-connection.preview.mark"))}`;
}
