import { VCenterError } from "../vcenter/error";

/** The guest, not a proxy, says that there is nothing at a path. */
export function isMissing(error: unknown): error is VCenterError {
  return error instanceof VCenterError && error.code === "NOT_FOUND" && error.cause.messages !== undefined;
}
