import type { GuestCredentials } from "../vcenter/client";
import { temporaryOperation } from "../vcenter/operations";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { runJob } from "./run-job";
import type { TemporaryRequest } from "./temporary-request";

/** Where and as whom a job works, and how long it may take (milliseconds). */
export interface Place {
  readonly vm: string;
  readonly credentials: () => Promise<GuestCredentials>;
  readonly timeout: number;
}

/**
 * Creates an empty file of mode 0600, or a directory of mode 0700, under a name that did not exist.
 *
 * @returns its absolute path in the guest (CONTRACT.md section 4).
 * @throws VCenterError only.
 */
export function createTemporary(pool: Pool, job: Job, request: TemporaryRequest, place: Place): Promise<string> {
  const { kind, prefix, suffix, parentPath } = request;
  return runJob(pool, job, {
    ...place,
    operation: temporaryOperation(kind),
    attempt: (credentials, signal) =>
      pool.client.createTemporary(
        kind,
        place.vm,
        { credentials, prefix, suffix, ...(parentPath !== undefined && { parent_path: parentPath }) },
        signal,
      ),
  });
}
