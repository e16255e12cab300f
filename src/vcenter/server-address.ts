import { isIP } from "node:net";
import { invalid } from "./error";
import { hasControlCharacter, shown } from "./text";

/** Where a vCenter is. */
export interface ServerAddress {
  /** Scheme, host and port, without a path. */
  readonly origin: string;
  /** Lower-case host name or address, without brackets. */
  readonly host: string;
  /** Lower-case `host:port`, always with the port: what `msg.guest.server` holds. */
  readonly name: string;
}

/** A host name has 254 at most. */
const CHARACTERS = 300;

/** What a host name or an address looks like once the URL parser has brought it into its usual form. */
const HOST = /^((?=.{1,254}$)[a-z0-9_][a-z0-9_-]*(\.[a-z0-9_][a-z0-9_-]*)*\.?|[0-9a-f:.]*:[0-9a-f:.]*)$/;

/**
 * Reads `host`, `host:port` or an https URL; http only for loopback.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`.
 */
export function parseServer(text: string): ServerAddress {
  const trimmed = text.trim();
  if (trimmed === "") {
    throw invalid(
      "configuration",
      "The connection has no server. Enter the host name of vCenter in the connection node.",
    );
  }
  if (trimmed.length > CHARACTERS) {
    throw refused(trimmed, `it has more than ${CHARACTERS} characters`);
  }
  const url = urlOf(trimmed);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!HOST.test(host) || url.port === "0") {
    throw refused(trimmed, NO_ADDRESS);
  }
  if (url.protocol === "http:" && !isLoopback(host)) {
    throw refused(trimmed, "http would send passwords in clear text and is allowed for loopback only; use https");
  }
  const port = url.port === "" ? { "https:": "443", "http:": "80" }[url.protocol] : url.port;
  return { origin: url.origin, host, name: `${url.hostname}:${port}` };
}

const NO_ADDRESS = "it is neither a host, host:port nor an https URL";

function urlOf(text: string): URL {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  const rest = text.slice(scheme?.length ?? 0);
  // The URL parser drops an empty user, query or fragment and controls, and resolves dots: none may have been typed.
  const path = scheme === undefined ? /\// : /\/./s;
  if (/[@?#\\\s]/.test(rest) || hasControlCharacter(rest) || path.test(rest)) {
    throw refused(text, "it must hold no user, path, query, fragment or space");
  }
  if (scheme !== undefined && !/^https?:/i.test(scheme)) {
    throw refused(text, "its scheme must be https");
  }
  try {
    return new URL(`${scheme ?? "https://"}${bracketed(rest)}`);
  } catch {
    throw refused(text, NO_ADDRESS);
  }
}

/** A bare IPv6 address has no room for a port. */
function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function refused(text: string, why: string) {
  return invalid(
    "configuration",
    `The server "${shown(withoutSecrets(text))}" of the connection cannot be used: ${why}.` +
      " Enter a host name like vcenter.example.com.",
  );
}

/** Somebody may have typed a password into the address, as user info or into a query. */
function withoutSecrets(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, "$1").replace(/[?#].*/s, "");
}
