/** `{name}`, or `{name|what stands there without a value}`. */
const PLACE = /\{(\w+)(?:\|([^{}]*))?\}/g;

/** A text of ours with values put where `{name}` stands; what braces a value has stay as they are. */
export function filled(template: string, values: Readonly<Record<string, string | number | undefined>>): string {
  return template.replace(PLACE, (_place, name: string, otherwise = "") => String(values[name] ?? otherwise));
}
