import { found } from "../dom";

/** A field of the dialog of a config node. */
export function configField(name: string): HTMLInputElement {
  return found(`#node-config-input-${name}`) as HTMLInputElement;
}

/** What the dialog shows, as it would be saved. */
export function shownValues({ id, _def: { defaults, credentials } }: EditedNode): Record<string, unknown> {
  const names = [...Object.keys(defaults), ...Object.keys(credentials ?? {})];
  return { id, ...Object.fromEntries(names.map((name) => [name, valueOf(configField(name))])) };
}

/** The editor's own choices have an entry for a new one. */
function valueOf({ type, checked, value }: HTMLInputElement): unknown {
  if (type === "checkbox") {
    return checked;
  }
  return value === "_ADD_" ? "" : value;
}
