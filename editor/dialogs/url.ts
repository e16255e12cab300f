import { Later } from "./later";

/** A value as a segment of a URL. */
export function segment(value: string | Later): string {
  return value instanceof Later ? value.toString() : encodeURIComponent(wellFormed(value));
}

/** Half of a character has no place in a URL; the node refuses it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "�");
}
