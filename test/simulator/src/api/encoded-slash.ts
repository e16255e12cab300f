import type { Settings } from "../model/settings";
import type { Answer } from "./answer";

const TITLES = { 400: "400 Bad Request", 404: "404 Not Found" } as const;

/** What a proxy in front of vCenter answers that takes no `%2F` in a path; null: it lets the request through. */
export function refuseEncodedSlash(setting: Settings["refuse_encoded_slash"], url: string): Answer | null {
  const [path = ""] = url.split("?");
  if (setting === false || !/%2f/i.test(path)) {
    return null;
  }
  const status = setting === true ? 404 : setting;
  return { status, html: `<html><body><h1>${TITLES[status]}</h1></body></html>` };
}
