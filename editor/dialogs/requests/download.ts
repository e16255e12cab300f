import type { Fields } from "../fields";
import { later } from "../later";
import type { Request } from "../request";
import { needed } from "../typed";
import { guestOf } from "./guest";

export function downloadRequests(fields: Fields): Request[] {
  const { url, credentials, lookup } = guestOf(fields);
  return [
    ...lookup,
    { method: "POST", url: `${url}/filesystem?action=create`, body: { credentials, spec: { path: needed(fields, "path") } } },
    { method: "GET", url: later("vcenter-connection.preview.transferUrl") },
  ];
}
