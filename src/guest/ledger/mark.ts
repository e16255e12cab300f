import { randomInt } from "node:crypto";
import { baseName, isWindowsPath } from "../guest-path-text";

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** How long a mark is; its characters have one byte each. */
export const MARK_BYTES = 10;

/** Stands in the name of what is to be removed later: names alone come back after a removal or a snapshot revert. */
export function newMark(): string {
  return Array.from({ length: MARK_BYTES }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
}

export function isMark(text: unknown): text is string {
  return typeof text === "string" && /^[a-z2-7]{10}$/.test(text);
}

/** What a name made of a marked prefix and a suffix consists of. */
export interface Marked {
  readonly prefix: string;
  readonly mark: string;
  readonly suffix: string;
}

/** Whether the last part of a path is a name that the guest has made for this mark. */
export function hasMark(path: string, marked: Marked): boolean {
  return isMadeFor(baseName(path), marked);
}

/** The same of a name in a directory, where Windows does not tell letters by their case. */
export function hasMarkIn(directory: string, name: string, { prefix, mark, suffix }: Marked): boolean {
  const folded = isWindowsPath(directory) ? (text: string): string => text.toLowerCase() : (text: string): string => text;
  return isMadeFor(folded(name), { prefix: folded(prefix), mark, suffix: folded(suffix) });
}

function isMadeFor(name: string, { prefix, mark, suffix }: Marked): boolean {
  const begin = prefix + mark;
  const isFramed = name.startsWith(begin) && name.endsWith(suffix) && name.length > begin.length + suffix.length;
  return isFramed && /^vmware[0-9]+$/.test(name.slice(begin.length, name.length - suffix.length));
}

/**
 * The same for a list call: the guest searches it in the bare names, as a regular expression.
 *
 * @param others further marks of the same names
 */
export function patternOf({ prefix, mark, suffix }: Marked, others: readonly string[] = []): string {
  const marks = others.length === 0 ? mark : `(${[...others, mark].join("|")})`;
  return `^${quoted(prefix)}${marks}vmware[0-9]+${quoted(suffix)}$`;
}

/** Text that a regular expression of the guest takes as it is. */
export function quoted(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{M}_]/gu, (character) => (character.charCodeAt(0) < 128 ? `\\${character}` : character));
}
