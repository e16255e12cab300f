/** C0 and C1 controls, line and paragraph separators, and the characters that change the direction of text. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** Longest text from outside that a message, a log line or a status shows. */
const SHOWN_CHARACTERS = 300;

/** Text from outside made fit to be shown: no control or bidi characters, at most 300 characters. */
export function shown(text: string): string {
  return cut(text.replace(UNSEEN, " ").trim(), SHOWN_CHARACTERS);
}

/** At most `limit` characters of a text; no half of a surrogate pair at its end. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  return limit < 1 ? "" : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Whether a text holds a control character of C0 or C1. */
export function hasControlCharacter(text: string): boolean {
  return /[\u0000-\u001f\u007f-\u009f]/.test(text);
}

/** How many bytes a text has in JSON, without its quotation marks. */
export function bytesInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text), "utf8") - 2;
}

/** As much of the end of a text as has at most `limit` bytes in JSON; no half of a surrogate pair at its beginning. */
export function ending(text: string, limit: number): string {
  const mostPerUnit = 6;
  let end = text.slice(-limit);
  for (let over = bytesInJson(end) - limit; over > 0; over = bytesInJson(end) - limit) {
    end = end.slice(Math.ceil(over / mostPerUnit));
  }
  return end.length === text.length ? text : end.replace(/^[\udc00-\udfff]/, "");
}
