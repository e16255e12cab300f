import { isIP } from "node:net";
import { invalid, type VCenterError } from "./error";
import { shown } from "./text";

/** Where a host is really reached; `port` where it is another than that of the URL. */
export interface MappedAddress {
  readonly host: string;
  readonly port?: number;
}

/** The address and the port that lead there. */
export function addressText({ host, port }: MappedAddress, usualPort: number): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port ?? usualPort}`;
}

export type HostMap = ReadonlyMap<string, MappedAddress>;

/** Room for some hundred hosts. */
const CHARACTERS = 65_536;

/** SHA-256 of the certificates that a host may show, as Node writes them: `AB:CD:...`. */
export type Fingerprints = ReadonlyMap<string, readonly string[]>;

/** What lines `host=address[:port]` say. @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
export function parseHostMap(text: string): HostMap {
  return new Map(linesOf(text, "host map").map(({ host, value, line }) => [host, mappedAddress(value, line)]));
}

/** What lines `host=SHA-256` say. @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
export function parseFingerprints(text: string): Fingerprints {
  const found = new Map<string, string[]>();
  for (const { host, value, line } of linesOf(text, "fingerprints")) {
    const known = found.get(host) ?? [];
    known.push(fingerprint(value, line));
    found.set(host, known);
  }
  return found;
}

interface Line {
  readonly host: string;
  readonly value: string;
  readonly line: string;
}

function linesOf(text: string, name: string): Line[] {
  if (text.length > CHARACTERS) {
    throw invalid("configuration", `The lines in the ${name} of the connection have more than ${CHARACTERS} characters. Remove some.`);
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== "").map((line) => lineOf(line, name));
}

function lineOf(line: string, name: string): Line {
  const match = /^([^\s=:[\]/]+|\[?[0-9a-f:.]+\]?)\s*=\s*(\S+)$/i.exec(line);
  const [, host = "", value = ""] = match ?? [];
  const url = inUrl(withoutBrackets(host));
  if (match === null || !URL.canParse(url)) {
    throw refused(line, name, "each line must be a host without port, an equals sign and a value");
  }
  return { host: withoutBrackets(new URL(url).hostname), value, line };
}

/** Brings a host into the form that it has in the URLs of transfers: else a line would not be found for it. */
function inUrl(host: string): string {
  return `https://${isIP(host) === 6 ? `[${host}]` : host}`;
}

function mappedAddress(value: string, line: string): MappedAddress {
  if (isIP(withoutBrackets(value)) !== 0) {
    return { host: withoutBrackets(value) };
  }
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9_][a-z0-9_.-]*)(?::(\d{1,5}))?$/i.exec(value);
  const [, host = "", port] = match ?? [];
  const isPort = port === undefined || (Number(port) > 0 && Number(port) < 65_536);
  if (match === null || !isPort || (host.startsWith("[") && isIP(withoutBrackets(host)) === 0)) {
    throw refused(line, "host map", "behind the equals sign must stand an address, maybe with a port");
  }
  return { host: withoutBrackets(host), ...(port !== undefined && { port: Number(port) }) };
}

function fingerprint(value: string, line: string): string {
  const digits = value.replaceAll(":", "").toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(digits)) {
    throw refused(line, "fingerprints", "a SHA-256 fingerprint has 64 hexadecimal digits");
  }
  return digits.replace(/..(?!$)/g, "$&:");
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

function refused(line: string, name: string, why: string): VCenterError {
  return invalid("configuration", `The line "${shown(line)}" in the ${name} of the connection cannot be used: ${why}. Correct it.`);
}
