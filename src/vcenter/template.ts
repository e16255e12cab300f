/** `{name}`, or `{name|what stands there without a value}`. */
const PLACE = /\{(\w+)(?:\|([^{}]*))?\}/g;

export type Values = Readonly<Record<string, string | number | undefined>>;

/** A text of ours with values put where `{name}` stands; what braces a value has stay as they are. */
export function filled(template: string, values: Values): string {
  return template.replace(PLACE, (_place, name: string, otherwise = "") => String(values[name] ?? otherwise));
}
