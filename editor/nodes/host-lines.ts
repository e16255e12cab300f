import { bracketed, parseServer } from "./server-address";

const LINE = /^([^\s=:[\]/]+|\[?[0-9a-f:.]+\]?)\s*=\s*(\S+)$/i;
const ADDRESS = /^(\[[0-9a-f:.]+\]|[a-z0-9_][a-z0-9_.-]*)(?::(\d{1,5}))?$/i;

/** Whether each line is a host, an equals sign and a value that is fine. */
export function areLines(text: string, isFine: (value: string) => boolean): boolean {
  const isLine = ([, host = "", value = ""]: string[]): boolean => URL.canParse(`https://${bracketed(host)}`) && isFine(value);
  const lines = text.split("\n").map((line) => line.trim());
  return lines.every((line) => line === "" || isLine(LINE.exec(line) ?? []));
}

/** Whether a text is a SHA-256, with or without colons. */
export function isFingerprint(text: string): boolean {
  return /^(?::*[0-9a-f]){64}:*$/i.test(text);
}

/** Whether a text is a host or an address, with or without a port. */
export function isAddress(text: string): boolean {
  const [, host, port = "443"] = ADDRESS.exec(bracketed(text)) ?? [];
  const isPort = Number(port) > 0 && Number(port) < 65536;
  return host !== undefined && isPort && (!host.startsWith("[") || parseServer(host) !== undefined);
}
