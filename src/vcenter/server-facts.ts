import type { ServerMessage } from "./error";
import { isRecord } from "./answer";
import type { Redact } from "./redact";
import { bytesInJson, cut } from "./text";

const MESSAGES = 16;
const MESSAGE_BYTES = 2048;
const DATA_BYTES = 16_384;
const DATA_DEPTH = 8;

/** How many characters are read for each byte that is kept: secrets get shorter, and nobody reads megabytes of them. */
const READ_PER_BYTE = 4;

/** The texts of a vAPI error: at most 16 of 2 KiB each, secrets replaced, known fields only. */
export function serverMessages(messages: readonly unknown[], redact: Redact): ServerMessage[] {
  return messages
    .slice(0, MESSAGES)
    .filter(isRecord)
    .map((message) => {
      const copy = new BoundedCopy(MESSAGE_BYTES, redact);
      return {
        id: copy.text(message.id),
        default_message: copy.text(message.default_message),
        args: Array.isArray(message.args) ? message.args.slice(0, MESSAGES).map((arg) => copy.text(arg)) : [],
      };
    });
}

/** The `data` of a vAPI error: at most 16 KiB, secrets replaced in keys and values. What does not fit is left out. */
export function serverData(data: Readonly<Record<string, unknown>>, redact: Redact): Record<string, unknown> {
  const braces = 2;
  return new BoundedCopy(DATA_BYTES - braces, redact).record(data, DATA_DEPTH);
}

/** Copies JSON without secrets, as long as the copy, written as JSON, has no more bytes than allowed. */
class BoundedCopy {
  readonly #redact: Redact;
  #left: number;
  #unread: number;

  constructor(bytes: number, redact: Redact) {
    this.#left = bytes;
    this.#unread = bytes * READ_PER_BYTE;
    this.#redact = redact;
  }

  /** As much of a text as fits; of anything else nothing. */
  text(value: unknown): string {
    const text = typeof value === "string" ? beginning(this.#safe(value), this.#left) : "";
    this.#left -= bytesInJson(text);
    return text;
  }

  record(source: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const key in source) {
      if (key === "__proto__" || key === "constructor") {
        continue;
      }
      const value = source[key];
      const safeKey = this.#safe(key);
      if (!this.#takes(bytesInJson(safeKey) + BYTES_AROUND)) {
        break;
      }
      copy[safeKey] = this.#value(value, depth - 1);
    }
    return copy;
  }

  #safe(text: string): string {
    if (this.#unread <= 0) {
      return "";
    }
    this.#unread -= text.length;
    return this.#redact(text);
  }

  #value(value: unknown, depth: number): unknown {
    if (typeof value === "string") {
      return this.text(value);
    }
    if (typeof value === "number" || typeof value === "boolean") {
      return this.#scalar(value);
    }
    if (value === null || typeof value !== "object" || depth === 0) {
      return null;
    }
    return Array.isArray(value) ? this.#list(value, depth) : this.record(value as Record<string, unknown>, depth);
  }

  #list(source: readonly unknown[], depth: number): unknown[] {
    const copy: unknown[] = [];
    for (const value of source) {
      if (!this.#takes(BYTES_AROUND)) {
        break;
      }
      copy.push(this.#value(value, depth - 1));
    }
    return copy;
  }

  /** A password may be a number: what would be replaced as text does not stay as a number. */
  #scalar(value: number | boolean): unknown {
    const text = String(value);
    if (this.#redact(text) !== text) {
      return this.text(text);
    }
    return this.#takes(bytesInJson(text)) ? value : null;
  }

  /** What does not fit ends the copy. */
  #takes(bytes: number): boolean {
    const fits = bytes <= this.#left;
    this.#left = fits ? this.#left - bytes : 0;
    return fits;
  }
}

/** Room for the quotation marks, colon, comma or brackets of a value, or for the `null` in its place. */
const BYTES_AROUND = 8;

/** The beginning of a text that has at most `bytes` bytes in JSON. */
function beginning(text: string, bytes: number): string {
  let characters = bytes;
  while (bytesInJson(cut(text, characters)) > bytes) {
    characters = Math.floor(characters * 0.9);
  }
  return cut(text, characters);
}
