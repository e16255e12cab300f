/** A text of the connection's catalogue, by its whole key. It is not escaped: show it as text only. */
export function text(key: string, values: Record<string, string> = {}): string {
  return RED._(`@vcenter-guest/node-red/vcenter-connection:${key}`, values);
}
