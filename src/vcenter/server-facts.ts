import type { ServerMessage } from "./error";
import { isRecord } from "./answer";
import type { Redact } from "./redact";
import { cut } from "./text";

const MESSAGES = 16;
const MESSAGE_CHARACTERS = 2048;
const DATA_CHARACTERS = 16_384;
const DATA_DEPTH = 8;

/** The texts of a vAPI error: at most 16 of 2 KiB each, secrets replaced, known fields only. */
export function serverMessages(messages: readonly unknown[], redact: Redact): ServerMessage[] {
  return messages.slice(0, MESSAGES).filter(isRecord).map((message) => ({
    id: bounded(message.id, redact),
    default_message: bounded(message.default_message, redact),
    args: Array.isArray(message.args) ? message.args.slice(0, MESSAGES).map((arg) => bounded(arg, redact)) : [],
  }));
}

/** The `data` of a vAPI error: at most 16 KiB, secrets replaced in keys and values. What does not fit is left out. */
export function serverData(data: Readonly<Record<string, unknown>>, redact: Redact): Record<string, unknown> {
  const copier = new BoundedCopy(redact);
  return copier.record(data, DATA_DEPTH);
}

function bounded(value: unknown, redact: Redact): string {
  return typeof value === "string" ? cut(redact(value), MESSAGE_CHARACTERS) : "";
}

class BoundedCopy {
  readonly #redact: Redact;
  #left = DATA_CHARACTERS;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  record(source: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(source)) {
      const safeKey = this.#redact(key);
      if (!this.#fits(safeKey.length + 4)) {
        break;
      }
      copy[safeKey] = this.#value(value, depth - 1);
    }
    return copy;
  }

  #value(value: unknown, depth: number): unknown {
    if (typeof value === "string") {
      const text = cut(this.#redact(value), MESSAGE_CHARACTERS);
      return this.#fits(text.length) ? text : "";
    }
    if (typeof value === "number" || typeof value === "boolean") {
      return this.#fits(String(value).length) ? this.#scalar(value) : null;
    }
    if (value === null || typeof value !== "object" || depth === 0) {
      return null;
    }
    return Array.isArray(value) ? this.#list(value, depth) : this.record(value as Record<string, unknown>, depth);
  }

  #list(source: readonly unknown[], depth: number): unknown[] {
    const copy: unknown[] = [];
    for (const value of source) {
      if (!this.#fits(1)) {
        break;
      }
      copy.push(this.#value(value, depth - 1));
    }
    return copy;
  }

  /** A password may be a number: what would be replaced as text does not stay as a number. */
  #scalar(value: number | boolean): unknown {
    const text = String(value);
    const safe = this.#redact(text);
    return safe === text ? value : safe;
  }

  #fits(characters: number): boolean {
    this.#left -= characters;
    return this.#left >= 0;
  }
}
