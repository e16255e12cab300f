import type { Fault } from "../world/fault";

/** How a download goes. All numbers are bytes. */
export interface DownloadPlan {
  contentLength: number;
  /** So many are sent at once, ... */
  first: number;
  /** ... then this happens, ... */
  then: "go on" | "cut" | "stall";
  /** ... and so many are sent in all. */
  total: number;
}

export function planDownload(size: number, fault: Fault | null): DownloadPlan {
  const whole = { contentLength: size, first: size, then: "go on", total: size } as const;
  const bytes = Math.min(size, fault?.bytes ?? 0);
  switch (fault?.kind) {
    case "transfer_cut":
      return { ...whole, first: bytes, then: "cut" };
    case "transfer_stall":
      return { ...whole, first: bytes, then: "stall" };
    case "transfer_short":
      return { ...whole, contentLength: bytes, first: bytes, total: bytes };
    case "transfer_length":
      return { ...whole, contentLength: fault.content_length ?? 0 };
    default:
      return whole;
  }
}
