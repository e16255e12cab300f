/** Takes secrets out of a text that came from outside. */
export type Redact = (text: string) => string;

const REPLACEMENT = "•••";

/**
 * A function that replaces every secret in a text, also where it stands JSON-escaped, percent-encoded or in base64.
 * One pass, longer secrets first: one that contains another leaves no rest, and no replacement is replaced again.
 */
export function redactor(secrets: Iterable<string>): Redact {
  const forms = new Set([...secrets].flatMap(writtenForms));
  forms.delete("");
  if (forms.size === 0) {
    return (text) => text;
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(quoted).join("|"), "g");
  return (text) => text.replace(pattern, REPLACEMENT);
}

function writtenForms(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(Buffer.from(secret, "utf8").toString("utf8")),
    Buffer.from(secret, "utf8").toString("base64"),
  ];
}

function quoted(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
