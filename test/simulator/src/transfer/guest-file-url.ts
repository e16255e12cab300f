import type { IncomingMessage } from "node:http";

const PATH = "/guestFile";

export interface GuestFileUrl {
  id: string;
  token: string;
}

export function isGuestFile(url: string): boolean {
  return url.split("?")[0] === PATH;
}

/** Id and token of `/guestFile?id=..&token=..`; null: another URL. */
export function readGuestFileUrl(url: string): GuestFileUrl | null {
  if (!isGuestFile(url)) {
    return null;
  }
  const query = new URLSearchParams(url.slice(PATH.length));
  const id = query.get("id");
  const token = query.get("token");
  return id === null || token === null ? null : { id, token };
}

/** The token of the URL is the only credential: CONTRACT.md section 5. */
const FOREIGN_HEADERS = ["vmware-api-session-id", "authorization", "cookie"] as const;

/** What a client should not send, or not leave out. */
export function violationsOf({ method, headers }: IncomingMessage): string[] {
  const foreign = FOREIGN_HEADERS.filter((name) => headers[name] !== undefined);
  const isOctetStream = /^application\/octet-stream\b/i.test(headers["content-type"] ?? "");
  return [
    ...foreign.map((name) => `the header ${name} is sent`),
    ...(method === "PUT" && !isOctetStream ? ["the header content-type is not application/octet-stream"] : []),
  ];
}
