import { invalid, VCenterError } from "../vcenter/error";
import { shown } from "../vcenter/text";

/** A file on the machine of Node-RED. */
export interface LocalFile {
  /** Absolute. */
  readonly path: string;
  /** What a person calls it, for example `filename (msg.filename)`. */
  readonly name: string;
}

/** What Node's codes say, and whether the message is to blame, not the disk. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "does not exist, or its folder does not"],
  ["ENOTDIR", "stands below something that is no folder"],
  ["EISDIR", "is a folder"],
  ["ENOTFILE", "is neither a file nor a folder"],
  ["EACCES", "must not be opened by the user that runs Node-RED"],
  ["EPERM", "must not be opened by the user that runs Node-RED"],
  ["ENAMETOOLONG", "is too long"],
  ["ELOOP", "leads to itself"],
  ["EROFS", "is on a file system that is read-only"],
  ["ESHRUNK", "became shorter while it was sent"],
]);

/** The one error for a local file that cannot be used. What failed here has not touched the guest. */
export function localError({ path, name }: LocalFile, thrown: unknown): VCenterError {
  const code = codeOf(thrown);
  const reason = REASONS.get(code);
  const file = `The local file "${shown(path)}", the ${name},`;
  return reason === undefined
    ? new VCenterError(`${file} ${ofDisk(code)}`, "ERROR", { subject: "message", outcome: "not_done", retryable: true })
    : invalid("message", `${file} ${reason}. Correct it, or its rights.`);
}

function ofDisk(code: string): string {
  return code === "ENOSPC"
    ? "cannot be written, for the disk of the machine of Node-RED is full. Make room on it."
    : `cannot be read or written (${code}). Check the disk of the machine of Node-RED.`;
}

function codeOf(thrown: unknown): string {
  const code = typeof thrown === "object" && thrown !== null && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" ? code : "unknown reason";
}
