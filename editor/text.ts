/** A text of ours by its whole key, whose first part names the catalogue. It is not escaped: show it as text only. */
export function text(key: string, values: Record<string, string | number> = {}): string {
  const [set = ""] = key.split(".");
  return RED._(`@vcenter-guest/node-red/${set}:${key}`, values);
}
