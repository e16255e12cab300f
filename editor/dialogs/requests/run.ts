import { text } from "../../text";
import type { Fields } from "../fields";
import { isWindowsPath } from "../guest-path";
import { Later, later } from "../later";
import type { Request } from "../request";
import { type Given, needed, optional, typedJson } from "../typed";
import { guestOf } from "./guest";

/** It alone redirects in Windows. */
const CMD = "C:\\Windows\\System32\\cmd.exe";

/** The start of the program; where its output is collected, the directory for it before. */
export function runRequests(fields: Fields): Request[] {
  const { url, credentials, lookup } = guestOf(fields);
  const isCollected = fields.wait === true && fields.collect === true;
  const spec = {
    ...(isCollected ? collecting(fields) : { path: needed(fields, "program"), arguments: argumentsOf(fields) }),
    working_directory: optional(fields, "workingDirectory"),
    environment_variables: environmentOf(fields),
  };
  const directory = { credentials, prefix: "node-red-", suffix: "" };
  const start: Request = { method: "POST", url: `${url}/processes?action=create`, body: { credentials, spec } };
  return [
    ...lookup,
    ...(isCollected ? [{ method: "POST", url: `${url}/filesystem/directories?action=createTemporary`, body: directory } as const] : []),
    needed(fields, "program") instanceof Later && isCollected ? { ...start, note: text("vcenter-connection.preview.byCmd") } : start,
  ];
}

/** The same program with its output in files. */
function collecting(fields: Fields): { readonly path: string | Later; readonly arguments: string } {
  const program = needed(fields, "program");
  const args = argumentsOf(fields) ?? "";
  const file = String(later("vcenter-connection.preview.outputFile"));
  return isWindowsPath(program)
    ? { path: CMD, arguments: `/d /v:off /s /c "> ${file} 2> ${file} ${String(later("vcenter-connection.preview.command", { program, args }))}"` }
    : { path: program, arguments: `${String(args)} > ${file} 2> ${file}`.trimStart() };
}

/** A text stands for itself; an array is quoted, so that the program gets exactly its arguments. */
function argumentsOf(fields: Fields): Given {
  const list = typedJson(fields, "args");
  if (Array.isArray(list)) {
    return list.length === 0 ? undefined : later("vcenter-connection.preview.quoted", { args: JSON.stringify(list) });
  }
  return optional(fields, "args");
}

/** Texts; what is null is left out. What is no object is shown as it is: the node refuses it. */
function environmentOf(fields: Fields): Given | Record<string, string> {
  const variables = typedJson(fields, "environment");
  if (typeof variables !== "object" || variables === null) {
    return optional(fields, "environment");
  }
  const given = Object.entries(variables).filter(([, value]) => value !== null);
  return given.length === 0 ? undefined : Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
