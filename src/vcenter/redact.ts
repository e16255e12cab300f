/** Takes secrets out of a text that came from outside. */
export type Redact = (text: string) => string;

const REPLACEMENT = "•••";

/** So many secrets are remembered in their written forms: tokens that live shortly would fill the memory. */
const REMEMBERED = 1_000;

/** Replaces secrets, and remembers how they may be written: an error for each of thousands of messages is usual. */
export class Redaction {
  readonly #known = new Map<string, readonly string[]>();

  /**
   * A function that replaces every secret in a text, also where it stands JSON-escaped, percent-encoded or in base64.
   * Longer ones first: one that contains another leaves no rest. A pattern would not do: a SAML token may be longer than
   * what a regular expression can hold (measured: 64 KiB).
   */
  of(secrets: Iterable<string>): Redact {
    const forms = new Set([...secrets].flatMap((secret) => this.#formsOf(secret)));
    forms.delete("");
    const longestFirst = [...forms].sort((a, b) => b.length - a.length);
    return (text) => longestFirst.reduce((safe, form) => safe.replaceAll(form, REPLACEMENT), text);
  }

  #formsOf(secret: string): readonly string[] {
    const known = this.#known.get(secret) ?? writtenForms(secret);
    if (this.#known.size >= REMEMBERED) {
      this.#known.clear();
    }
    this.#known.set(secret, known);
    return known;
  }
}

function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  // Half of a character has no form in UTF-8: a header carries it as U+FFFD, a body in JSON as it is.
  const asSent = bytes.toString("utf8");
  const percent = encodeURIComponent(asSent);
  const strict = percent.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return [
    ...[secret, asSent].flatMap(textForms),
    ...[percent, strict].flatMap((text) => inBothCases(text, /%[0-9a-f]{2}/gi)),
    percent.replace(/%20/g, "+"),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
  ];
}

function textForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return [text, json, json.replaceAll("/", "\\/"), xml(text), ...inBothCases(json.replace(/[^\x20-\x7e]/g, escaped), /\\u[0-9a-f]{4}/gi)];
}

function xml(text: string): string {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
  return text.replace(/[&<>"']/g, (mark) => entities[mark as keyof typeof entities]);
}

/** As a writer of JSON that keeps to ASCII has it. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Hexadecimal digits are written in either case. */
function inBothCases(text: string, code: RegExp): string[] {
  return [text, text.replace(code, (digits) => digits.toLowerCase()), text.replace(code, upperCase)];
}

function upperCase(code: string): string {
  return code.replace(/[a-f]/g, (digit) => digit.toUpperCase());
}
