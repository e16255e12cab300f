import { Later } from "./later";

/** The query of a URL; empty without a parameter. */
export function query(parameters: readonly (readonly [name: string, value: string | Later])[]): string {
  const shown = parameters.map(([name, value]) => (value instanceof Later ? `${name}=${value.toString()}` : encoded(name, value)));
  return shown.length === 0 ? "" : `?${shown.join("&")}`;
}

function encoded(name: string, value: string): string {
  return new URLSearchParams([[name, value]]).toString().replaceAll("+", "%20");
}
