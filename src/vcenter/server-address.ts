import { invalid } from "./error";
import { shown } from "./text";

/** Where a vCenter is. */
export interface ServerAddress {
  /** Scheme, host and port, without a path. */
  readonly origin: string;
  /** Lower-case host name or address, without brackets. */
  readonly host: string;
  /** Lower-case `host:port`, always with the port: what `msg.guest.server` holds. */
  readonly name: string;
}

const HOST_ONLY = /^[^/\\@?#\s]+$/;

/**
 * Reads `host`, `host:port` or an https URL; http only for loopback.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `configuration`.
 */
export function parseServer(text: string): ServerAddress {
  const trimmed = text.trim();
  if (trimmed === "") {
    throw invalid("configuration", "The connection has no server. Enter the host name of vCenter in the connection node.");
  }
  const url = urlOf(trimmed);
  if (url.username !== "" || url.password !== "" || url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw refused(trimmed, "it must hold no user, path, query or fragment");
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (url.protocol === "http:" && !isLoopback(host)) {
    throw refused(trimmed, "http would send passwords in clear text and is allowed for loopback only; use https");
  }
  const port = url.port === "" ? { "https:": "443", "http:": "80" }[url.protocol] : url.port;
  return { origin: url.origin, host, name: `${url.hostname}:${port}` };
}

function urlOf(text: string): URL {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const candidate = isUrl ? text : HOST_ONLY.test(text) ? `https://${bracketed(text)}` : "";
  let url: URL;
  try {
    url = new URL(candidate);
  } catch {
    throw refused(text, "it is neither a host, host:port nor an https URL");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw refused(text, "its scheme must be https");
  }
  // The URL parser drops an empty user, query or fragment and resolves dots: what was typed must not hold them.
  if (/[@?#\\\s]/.test(text) || /^[a-z]+:\/\/[^/]*\/./i.test(text)) {
    throw refused(text, "it must hold no user, path, query or fragment");
  }
  return url;
}

/** A bare IPv6 address has no room for a port. */
function bracketed(host: string): string {
  return /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(host) ? `[${host}]` : host;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function refused(text: string, why: string) {
  return invalid(
    "configuration",
    `The server "${shown(withoutUser(text))}" of the connection cannot be used: ${why}. Enter a host name like vcenter.example.com.`,
  );
}

/** Somebody may have typed a password into the address. */
function withoutUser(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/i, "$1");
}
