import { VCenterError } from "../vcenter/error";

/** Whether vCenter's word is that there is no such process; without `data` it means the VM (CONTRACT.md section 4). */
export function isProcessGone(error: unknown): boolean {
  return error instanceof VCenterError && error.code === "NOT_FOUND" && error.cause.subject === "path";
}
