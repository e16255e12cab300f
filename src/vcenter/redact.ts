/** Takes secrets out of a text that came from outside. */
export type Redact = (text: string) => string;

const REPLACEMENT = "•••";

/** So much of a text is looked through, and more than an error shows: a search for long secrets takes seconds for 1 MiB (measured). */
const READ_CHARACTERS = 16 * 1024;

/** So many bytes of written forms are remembered, about: tokens that live shortly would fill the memory. */
const REMEMBERED = 4 * 1024 * 1024;

/** What a text takes in memory besides its characters. */
const BYTES_OF_TEXT = 40;

/** How writers of XML and HTML write & < > " and '. */
const MARKUP = [
  ["&amp;", "&lt;", "&gt;", '"', "'"],
  ["&amp;", "&lt;", "&gt;", "&quot;", "'"],
  ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"],
  ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"],
  ["&amp;", "&lt;", "&gt;", "&quot;", "&#039;"],
  ["&amp;", "&lt;", "&gt;", "&quot;", "&#x27;"],
  ["&amp;", "&lt;", "&gt;", "&#34;", "&#39;"],
  ["&#38;", "&#60;", "&#62;", "&#34;", "&#39;"],
  ["&#x26;", "&#x3c;", "&#x3e;", "&#x22;", "&#x27;"],
  ["&#x26;", "&#x3C;", "&#x3E;", "&#x22;", "&#x27;"],
] as const;

/** What Go and Rails, Jackson, Gson, Newtonsoft and PHP, System.Text.Json write in JSON as a code where it may stand in a page. */
const JSON_MARKS = ["<>&", "<>&'", "<>&'=", "<>&'\"", "<>&'\"+`"] as const;

/** A code in JSON. A backslash that stands for itself is taken with the one before it. */
const JSON_CODE = /\\\\|\\u[0-9a-f]{4}/gi;

/** Replaces secrets, and remembers how they may be written: an error for each of thousands of messages is usual. */
export class Redaction {
  /** Those that were used last are at the end. */
  readonly #known = new Map<string, readonly string[]>();
  #bytes = 0;

  /**
   * A function that replaces every secret in a text, also where it stands JSON-escaped, percent-encoded, in XML or in base64.
   * Of a long text only the beginning is left.
   * Longer ones first: one that contains another leaves no rest. A pattern would not do: a SAML token may be longer than
   * what a regular expression can hold (measured: 64 KiB).
   */
  of(secrets: Iterable<string>): Redact {
    const used = new Set(secrets);
    const forms = new Set([...used].flatMap((secret) => this.#formsOf(secret)));
    forms.delete("");
    this.#forget(used);
    const longestFirst = [...forms].sort((a, b) => b.length - a.length);
    const [{ length: longest } = ""] = longestFirst;
    return (text) => {
      const read = text.slice(0, READ_CHARACTERS + longest);
      const safe = longestFirst.reduce((rest, form) => rest.replaceAll(form, REPLACEMENT), read);
      // What was cut may end in a part of a secret.
      return read.length === text.length ? safe : safe.slice(0, safe.length - longest);
    };
  }

  #formsOf(secret: string): readonly string[] {
    const known = this.#known.get(secret);
    const forms = known ?? [...new Set(writtenForms(secret))];
    this.#bytes += known === undefined ? bytesOf(forms) : 0;
    this.#known.delete(secret);
    this.#known.set(secret, forms);
    return forms;
  }

  /** The oldest ones first, but none that is in use. */
  #forget(used: ReadonlySet<string>): void {
    for (const [secret, forms] of this.#known) {
      if (this.#bytes <= REMEMBERED || used.has(secret)) {
        return;
      }
      this.#known.delete(secret);
      this.#bytes -= bytesOf(forms);
    }
  }
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((bytes, { length }) => bytes + length + BYTES_OF_TEXT, 0);
}

function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  // Half of a character has no form in UTF-8: a header carries it as U+FFFD, a body in JSON as it is.
  const asSent = bytes.toString("utf8");
  const percent = encodeURIComponent(asSent);
  const strict = percent.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return [
    ...[...new Set([secret, asSent])].flatMap(textForms),
    ...[percent, strict].flatMap((text) => inBothCases(text, /%[0-9a-f]{2}/gi)),
    percent.replace(/%20/g, "+"),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
  ];
}

function textForms(text: string): string[] {
  return [text, ...markupForms(text), ...jsonForms(text)];
}

/** Codes of marks may be in the other case than those of other characters (PHP). */
function jsonForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(/[^\x20-\x7e]/g, escaped);
  const plain = new Set([json, ascii].flatMap((form) => inBothCases(form, JSON_CODE)));
  return [...plain].flatMap(withCodes).flatMap((form) => [form, form.replaceAll("/", "\\/")]);
}

function withCodes(json: string): string[] {
  const coded = (marks: string, inCase: (code: string) => string): string =>
    Array.from(marks).reduce((text, mark) => text.replaceAll(mark === '"' ? '\\"' : mark, inCase(escaped(mark))), json);
  return [json, ...JSON_MARKS.flatMap((marks) => [coded(marks, (code) => code), coded(marks, upperCase)])];
}

function markupForms(text: string): string[] {
  return MARKUP.map(([and, less, greater, double, single]) =>
    text
      .replaceAll("&", and)
      .replaceAll("<", less)
      .replaceAll(">", greater)
      .replaceAll('"', double)
      .replaceAll("'", single),
  );
}

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
