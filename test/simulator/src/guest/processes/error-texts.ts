import type { Family } from "../../model/vm";
import type { GuestCode, GuestError } from "../guest-error";

type Texts = Partial<Record<GuestCode, string>>;

const POSIX: Texts = {
  FILE_NOT_FOUND: "No such file or directory",
  NOT_A_DIRECTORY: "Not a directory",
  NOT_A_FILE: "Is a directory",
  FILE_ACCESS_ERROR: "Permission denied",
  FILE_NAME_TOO_LONG: "File name too long",
  DISK_FULL: "No space left on device",
  FILE_ERROR: "Read-only file system",
  OUT_OF_MEMORY: "Too many levels of symbolic links",
};

const WINDOWS: Texts = {
  FILE_NOT_FOUND: "The system cannot find the file specified.",
  NOT_A_DIRECTORY: "The directory name is invalid.",
  NOT_A_FILE: "Access is denied.",
  FILE_ACCESS_ERROR: "Access is denied.",
  FILE_NAME_INVALID: "The filename, directory name, or volume label syntax is incorrect.",
  FILE_NAME_TOO_LONG: "The filename or extension is too long.",
  DISK_FULL: "There is not enough space on the disk.",
  FILE_ERROR: "The media is write protected.",
};

/** What a program of the guest says of an error, with the end of the line. */
export function errorLine(family: Family, who: string, { code, path }: GuestError): string {
  return family === "WINDOWS"
    ? `${WINDOWS[code] ?? "The request could not be performed."}\r\n`
    : `${who}: ${path === null ? "" : `${path}: `}${POSIX[code] ?? "Input/output error"}\n`;
}
