import type { Fields } from "./fields";
import { Later, later } from "./later";

/** What a typed field gives: what was typed in, where it comes from at run time, or nothing. */
export type Given = string | Later | undefined;

/** A value as text, which is what the node makes of it. */
export function typed(fields: Fields, name: string): Given {
  const value = String(fields[name] ?? "");
  switch (fields[`${name}Type`]) {
    case "str":
      return variable(value) ?? value;
    case "num":
      return value === "" ? undefined : numberText(value);
    case "msg":
    case "flow":
    case "global":
      return value === "" ? undefined : new Later(`${fields[`${name}Type`]}.${plainPath(value)}`);
    case "env":
      return value === "" ? undefined : new Later(`env ${value}`);
    case "jsonata":
      return value === "" ? undefined : new Later("JSONata");
    case "json":
      return jsonText(value);
    default:
      return value;
  }
}

/** As {@link typed}; an empty text is nothing. */
export function optional(fields: Fields, name: string): Given {
  const value = typed(fields, name);
  return value === "" ? undefined : value;
}

/** As {@link typed}, of what no request does without. */
export function needed(fields: Fields, name: string): string | Later {
  return optional(fields, name) ?? later("vcenter-connection.preview.missing");
}

/** What was typed in as JSON, `undefined` if it is none. */
export function typedJson(fields: Fields, name: string): unknown {
  return fields[`${name}Type`] === "json" ? parsed(String(fields[name])) : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A text or a number as that, anything else as it was typed in. */
function jsonText(json: string): Given {
  const value = parsed(json);
  return value === null ? undefined : typeof value === "string" || typeof value === "number" ? String(value) : json;
}

function numberText(text: string): string {
  return Number.isNaN(Number(text)) ? text : String(Number(text));
}

/** Node-RED takes such a text for a variable. */
function variable(text: string): Later | undefined {
  const [, name] = /^\$\{(\S+)\}$/.exec(text) ?? [];
  return name === undefined ? undefined : new Later(`env ${name}`);
}

/** Without the name of the context store, and without a `msg.` that is there already. */
function plainPath(expression: string): string {
  return expression.replace(/^#:\(.*?\)::/, "").replace(/^msg\./, "");
}
