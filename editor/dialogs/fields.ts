import { found } from "../dom";

/** The properties of a node as they stand in the flow file. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** A field of the dialog of a node in a flow. */
export function nodeField(name: string): HTMLInputElement {
  return found(`#node-input-${name}`) as HTMLInputElement;
}

/** What the dialog shows, as it would be saved. */
export function shownFields({ _def: { defaults } }: EditedNode): Fields {
  const names = Object.keys(defaults).filter((name) => document.querySelector(`#node-input-${name}`) !== null);
  return Object.fromEntries(names.map((name) => [name, `${name}Type` in defaults ? typedText(name) : plainValue(name)]));
}

/** The field itself has the text only once it is left. */
function typedText(name: string): string {
  return $(`#node-input-${name}`).typedInput("value");
}

function plainValue(name: string): string | boolean {
  const { type, checked, value } = nodeField(name);
  return type === "checkbox" ? checked : value;
}
