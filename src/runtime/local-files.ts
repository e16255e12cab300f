import path from "node:path";
import type { NodeAPI } from "node-red";
import { checkEncodable, type Given, optionalText } from "../guest/given";
import type { LocalFile } from "../guest/local-file";
import { invalid } from "../vcenter/error";

interface Settings {
  readonly vcenterConnectionLocalFiles?: unknown;
  readonly fileWorkingDirectory?: unknown;
}

/**
 * A file on the machine of Node-RED; a relative name begins where core's file nodes begin.
 *
 * @throws VCenterError INVALID_ARGUMENT: subject `configuration` where settings.js forbids it, else `message`.
 */
export function localFile(RED: NodeAPI, given: Given): LocalFile {
  const { vcenterConnectionLocalFiles: allowed, fileWorkingDirectory: start } = RED.settings as Settings;
  if (allowed === false) {
    throw invalid(
      "configuration",
      "Local files are forbidden by vcenterConnectionLocalFiles in settings.js. Let the node take or give the content in the message.",
    );
  }
  const text = optionalText(given) ?? "";
  if (text === "") {
    throw invalid("message", `The ${given.name} is missing. Give the name of a file on the machine of Node-RED.`);
  }
  checkEncodable(text, given.name);
  const full = path.resolve(typeof start === "string" ? start : "", text);
  const isFolder = text.endsWith("/") || text.endsWith(path.sep);
  return { path: isFolder && !full.endsWith(path.sep) ? full + path.sep : full, name: given.name };
}
