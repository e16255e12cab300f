const SERVER = /^(?:(https?:\/\/)([^/\\@?#\s\p{Cc}]+\/?)|([^/\\@?#\s\p{Cc}]+))$/iu;
const HOST = /^(?:(?=.{1,254}$)[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_][a-z0-9_-]*)*\.?|\[[0-9a-f:.]+\])$/;
const BARE_IPV6 = /^(?=[^:]*:[^:]*:)[0-9a-f:.]+$/i;

/** A host as it stands in a URL. */
export function bracketed(host: string): string {
  return BARE_IPV6.test(host) ? `[${host}]` : host;
}

/** The URL of a server that was given as one, or as a host with or without a port; `undefined` if it is none of them. */
export function parseServer(server: string): URL | undefined {
  const [, scheme = "https://", withScheme, bare = ""] = SERVER.exec(server) ?? [];
  try {
    const url = new URL(scheme + bracketed(withScheme ?? bare));
    return HOST.test(url.hostname) && url.port !== "0" ? url : undefined;
  } catch {
    return undefined;
  }
}
