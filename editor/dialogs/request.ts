import { Later } from "./later";

/** A request as far as it is known before a message comes. */
export interface Request {
  /** When it is sent, where that is not always, or that others are sent too. */
  readonly note?: string | undefined;
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string | Later;
  /** What is `undefined` in it is left out. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** The request line and the body, each on a line. */
export function textOf({ note, method, url, body }: Request): string {
  const lines = [note, `${method} ${String(url)}`, body && jsonOf(body)];
  return lines.filter((line) => line !== undefined).join("\n");
}

function jsonOf(value: unknown): string {
  if (value instanceof Later) {
    return value.toString();
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  const known = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${known.map(([name, one]) => `${JSON.stringify(name)}: ${jsonOf(one)}`).join(", ")}}`;
}
