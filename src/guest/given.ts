import { types } from "node:util";
import { invalid } from "../vcenter/error";
import { hasControlCharacter } from "../vcenter/text";

/** A value that a message or a dialog gave, and what a person calls it. */
export interface Given {
  readonly value: unknown;
  /** For example `prefix (msg.payload.prefix)`. */
  readonly name: string;
}

/** Text or a number, as text; `undefined` if missing (null counts as missing). */
export function optionalText({ value, name }: Given): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value === "string") {
    return value;
  }
  if (typeof value === "number" && Number.isFinite(value)) {
    return String(value);
  }
  throw invalid("message", `The ${name} must be text or a number, but is ${kindOf(value)}.`);
}

/** Refuses what no path and no URL can carry. */
export function checkEncodable(text: string, name: string): void {
  if (hasControlCharacter(text)) {
    throw invalid("message", `The ${name} holds a control character. Remove it.`);
  }
  if (/\p{Surrogate}/u.test(text)) {
    throw invalid("message", `The ${name} holds half of a character (a lone surrogate), which has no UTF-8 form. Remove it.`);
  }
}

export function checkBytes(text: string, limit: number, name: string): void {
  const bytes = Buffer.byteLength(text, "utf8");
  if (bytes > limit) {
    throw invalid("message", `The ${name} is ${bytes} bytes of UTF-8 long; at most ${limit} are possible. Shorten it.`);
  }
}

/** The items of an array, holes too. @throws VCenterError INVALID_ARGUMENT, subject `message`: a getter may fail. */
export function itemsOf(value: readonly unknown[], name: string): unknown[] {
  try {
    return Array.from(value);
  } catch {
    throw invalid("message", `The ${name} cannot be read: an item of the array fails. Give an array of texts.`);
  }
}

/** What a value is, in words. Looks at nothing that a proxy could answer with an exception. */
export function kindOf(value: unknown): string {
  if (typeof value !== "object") {
    return typeof value === "number" ? String(value) : `a ${typeof value}`;
  }
  if (types.isProxy(value)) {
    return "an object";
  }
  return Array.isArray(value) ? "an array" : types.isUint8Array(value) ? "a buffer" : "an object";
}
