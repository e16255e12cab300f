import { hasControlCharacter } from "./text";

/** As long as a path of the usual systems can be. */
export const PATH_BYTES = 4096;

/** `/...`, `X:\...`, `X:/...`, `\\server\share\...` */
export function isAbsolute(path: string): boolean {
  return /^(\/|[a-z]:[\\/]|\\\\[^\\/]+\\[^\\/]+)/i.test(path);
}

/** Whether a server's word can be the path of a file in a guest. */
export function isGuestPath(value: unknown): value is string {
  return (
    typeof value === "string" &&
    isAbsolute(value) &&
    !hasControlCharacter(value) &&
    !/\p{Surrogate}/u.test(value) &&
    Buffer.byteLength(value, "utf8") <= PATH_BYTES
  );
}
