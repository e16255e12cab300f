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
    prefix: fields.removal === "lifetime" ? marked(prefix) : prefix,
    suffix: optional(fields, "suffix") ?? "",
    parent_path: optional(fields, "parentPath"),
  };
  return [...lookup, { method: "POST", url: `${url}/filesystem/${folder}?action=createTemporary`, body }];
}

/** What is removed later is known by a mark in its name. */
function marked(prefix: string | Later): string {
  return `${String(prefix)}${String(later("vcenter-connection.preview.mark"))}`;
}
