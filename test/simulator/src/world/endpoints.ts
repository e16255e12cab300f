import { ESXI_HOST } from "../defaults";
import type { Ticket } from "./transfers";

/** Where the simulator's listeners are, all on loopback. */
export interface Endpoints {
  scheme: "http" | "https";
  mainPort: number;
  esxiPort: number;
}

/** The URL of a ticket, with its port always written: guest-temp-files.md section 6. */
export function transferUrl({ scheme, mainPort, esxiPort }: Endpoints, { id, token, listener }: Ticket): string {
  const origin = listener === "esxi" ? `${ESXI_HOST}:${String(esxiPort)}` : `*:${String(mainPort)}`;
  return `${scheme}://${origin}/guestFile?id=${id}&token=${token}`;
}
