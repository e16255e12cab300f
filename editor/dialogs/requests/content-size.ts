import type { Fields } from "../fields";
import { Later, later } from "../later";
import { typed, typedJson } from "../typed";

/** How many bytes are uploaded, where that is known. */
export function contentSize(fields: Fields): number | Later {
  const content = fields.from === "file" ? undefined : contentText(fields);
  return typeof content === "string" ? new TextEncoder().encode(content).length : later("vcenter-connection.preview.size");
}

/** The text that is uploaded: what is no text goes as JSON. */
function contentText(fields: Fields): string | undefined {
  const json = typedJson(fields, "source");
  if (typeof json === "object" && json !== null) {
    return JSON.stringify(json);
  }
  const value = fields.sourceType === "bin" ? undefined : typed(fields, "source");
  return value instanceof Later ? undefined : value;
}
