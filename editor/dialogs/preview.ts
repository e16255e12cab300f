import { text } from "../text";
import { element, setText } from "../dom";
import type { Fields } from "./fields";
import { type Request, textOf } from "./request";
import { downloadRequests } from "./requests/download";
import { filesRequests } from "./requests/files";
import { runRequests } from "./requests/run";
import { temporaryRequests } from "./requests/temp-file";
import { uploadRequests } from "./requests/upload";
import { vmsRequests } from "./requests/vms";

const REQUESTS: Readonly<Record<string, (fields: Fields) => Request[]>> = {
  "vcenter-guest-temp-file": temporaryRequests,
  "vcenter-guest-upload": uploadRequests,
  "vcenter-guest-download": downloadRequests,
  "vcenter-guest-files": filesRequests,
  "vcenter-guest-run": runRequests,
  "vcenter-vms": vmsRequests,
};

/** What a node of a type sends with these properties, as far as it is known before a message comes; never a secret. */
export function previewOf(type: string, fields: Fields): string {
  const requests = REQUESTS[type]?.(fields) ?? [];
  return requests.length === 0 ? text("vcenter-connection.preview.nothing") : requests.map(textOf).join("\n\n");
}

/** Shows in a dialog what its node sends. */
export function previewBlock(type: string): { readonly element: HTMLElement; show(fields: Fields): void } {
  const requests = element("div", { class: "vcenter-guest-preview" });
  const title = element("summary", {}, text("vcenter-connection.preview.title"));
  const block = element("details", {}, title, requests);
  block.open = true;
  return {
    element: block,
    show: (fields) => {
      setText(requests, previewOf(type, fields));
    },
  };
}
