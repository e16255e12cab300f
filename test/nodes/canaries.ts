import { inspect } from "node:util";

/** A secret that must stand nowhere but in its request. */
export interface Canary {
  readonly name: string;
  readonly secret: string;
}

/** The names of the canaries that stand in a text, whole or in part, however written. */
export function found(text: string, canaries: Iterable<Canary>): string[] {
  const lower = text.toLowerCase();
  return [...canaries].filter((canary) => isIn(text, lower, canary)).map(({ name }) => name);
}

const known = new Map<string, { readonly exact: readonly string[]; readonly loose: readonly string[] }>();

function isIn(text: string, lower: string, { secret }: Canary): boolean {
  const traces = known.get(secret) ?? { exact: exactTraces(secret), loose: looseTraces(secret) };
  known.set(secret, traces);
  return traces.exact.some((trace) => text.includes(trace)) || traces.loose.some((trace) => lower.includes(trace));
}

/** Forms in which case counts. */
function exactTraces(secret: string): string[] {
  const marker = markerOf(secret);
  return [
    secret,
    ...base64Of(Buffer.from(secret, "utf8")),
    ...(marker === undefined ? [] : base64Of(Buffer.from(marker, "utf8"))),
    ...(marker === undefined ? [] : base64Of(Buffer.from(marker, "utf16le"))),
  ];
}

/** Forms in which case does not count, in lower case. */
function looseTraces(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const bytes = Buffer.from(secret, "utf8");
  const percent = encodeURIComponent(bytes.toString("utf8"));
  const forms = [
    secret,
    json,
    json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
    inspect(secret).slice(1, -1),
    percent,
    percent.replaceAll("%20", "+"),
    bytes.toString("hex").replace(/../g, "%$&"),
    ...(bytes.length < 4 ? [] : [bytes.toString("hex")]),
    markerOf(secret) ?? json,
  ];
  return forms.flatMap(printed).map((form) => form.toLowerCase());
}

/** A form as it stands in what prints the text that it is in. */
function printed(form: string): string[] {
  return [form, form.replaceAll("\\", "\\\\"), JSON.stringify(form).slice(1, -1)];
}

/** The longest part that no writing changes: it betrays a secret of which only a part is left. */
function markerOf(secret: string): string | undefined {
  const runs = secret.match(/[a-z0-9]{8,}/gi) ?? [];
  return runs.sort((a, b) => b.length - a.length)[0]?.slice(0, 64);
}

/** As bytes stand in base64 wherever they begin: what their neighbours decide is left out. */
function base64Of(bytes: Buffer): string[] {
  const inside = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const traces = inside.filter((trace) => trace.length >= 5);
  return [...traces, ...traces.map((trace) => trace.replaceAll("+", "-").replaceAll("/", "_"))];
}

/** All that a value shows to whoever prints it. */
export function shownBy(value: unknown): string {
  const all = { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null } as const;
  const texts = [inspect(value, { ...all, breakLength: Infinity, compact: true }), String(value)];
  try {
    texts.push(JSON.stringify([value]));
  } catch {
    // A circle has no JSON.
  }
  if (value instanceof Error) {
    texts.push(value.message, value.stack ?? "");
  }
  return texts.join("\n");
}
