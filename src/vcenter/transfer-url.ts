import { isPrivateToHost } from "./address-class";
import type { ServerAddress } from "./server-address";

/** Where the bytes of a guest file are fetched from or put to (CONTRACT.md section 5). */
export interface TransferTarget {
  readonly origin: string;
  /** Lower case, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query. The query is a secret: it is all that a host asks for. */
  readonly path: string;
}

/** Why a URL is not taken, as a clause. */
export interface RefusedUrl {
  readonly refused: string;
}

/**
 * Reads a transfer URL as vCenter gave it. `*` as host means vCenter itself, with its port unless the URL has one.
 */
export function transferTarget(text: string, server: ServerAddress): TransferTarget | RefusedUrl {
  const parts = /^(https?):\/\/([^/?#]*)(\/[^?#]*)(\?[^#]*)?$/i.exec(text);
  if (parts === null || /[^\x21-\x7e]/.test(text)) {
    return { refused: "it is no http or https URL" };
  }
  const [, scheme = "", authority = "", path = "", query = ""] = parts;
  const serverUrl = new URL(server.origin);
  if (scheme.toLowerCase() === "http" && serverUrl.protocol !== "http:") {
    return { refused: "it is http, which would send the file in clear text" };
  }
  if (authority.includes("@")) {
    return { refused: "it holds a user" };
  }
  if (path !== "/guestFile") {
    return { refused: "its path is not /guestFile" };
  }
  const [, host = "", port] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  const ownPort = host === "*" ? serverUrl.port : "";
  const url = parsed(`${scheme}://${host === "*" ? serverUrl.hostname : host}:${port ?? ownPort}`);
  return url === undefined ? { refused: "its host is none" } : targetOf(url, path + query, server);
}

function targetOf(url: URL, path: string, server: ServerAddress): TransferTarget | RefusedUrl {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (host !== server.host && isPrivateToHost(host) && !isPrivateToHost(server.host)) {
    return { refused: "it leads to an address that only this machine or its own network segment knows" };
  }
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return { origin: url.origin, host, port, path };
}

function parsed(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined || url.hostname === "" || url.hostname.includes("*") || url.port === "0" ? undefined : url;
}
