import { text } from "../../text";
import type { Fields } from "../fields";
import type { Request } from "../request";
import { needed, optional } from "../typed";
import { segment } from "../url";
import { attributesOf } from "./attributes";
import { type Guest, guestOf } from "./guest";

/** Entries of one answer. */
const PAGE = 1_000;

/** The request of the chosen operation. */
export function filesRequests(fields: Fields): Request[] {
  const guest = guestOf(fields);
  return [...guest.lookup, ...ofOperation(fields, guest)];
}

function ofOperation(fields: Fields, { url, credentials }: Guest): Request[] {
  const path = needed(fields, "path");
  const post = (what: string, body: object, note?: string): Request => ({ note, method: "POST", url: `${url}/filesystem/${what}`, body: { credentials, ...body } });
  switch (fields.operation) {
    case "stat":
      return [post(`files/${segment(path)}?action=get`, {})];
    case "make-directory":
      return [post("directories?action=create", { path, create_parents: fields.parents === true })];
    case "move": {
      const paths = { path, new_path: needed(fields, "newPath") };
      return [
        post("files?action=move", { ...paths, overwrite: fields.overwrite === true }, ifFile()),
        post("directories?action=move", paths, ifDirectory()),
      ];
    }
    case "delete":
      return [
        post(`files/${segment(path)}?action=delete`, {}, ifFile()),
        post("directories?action=delete", { path, recursive: fields.recursive === true }, ifDirectory()),
      ];
    case "set-attributes":
      return [post("files?action=update", { path, file_attributes: attributesOf(fields, optional(fields, "permissions"), choiceOf) })];
    default: {
      const pattern = optional(fields, "pattern");
      const filter = pattern && { match_pattern: pattern };
      return [post("files?action=list", { path, iteration: { size: PAGE, index: 0 }, filter })];
    }
  }
}

const ifFile = (): string => text("vcenter-connection.preview.ifFile");
const ifDirectory = (): string => text("vcenter-connection.preview.ifDirectory");

/** A select gives text, the flow true or false. */
function choiceOf(value: Fields[string]): boolean | undefined {
  return value === "" || value === undefined ? undefined : String(value) === "true";
}
