import { VCenterError } from "../vcenter/error";

/** A proxy refuses a URL with an encoded slash, before anything was done: it answers without a vAPI error. */
export function isUrlRefused(error: unknown): boolean {
  if (!(error instanceof VCenterError) || error.cause.messages !== undefined) {
    return false;
  }
  const { status = 0 } = error.cause;
  return status >= 300 && status < 500 && ![401, 407, 429].includes(status);
}
