import { errorFromException } from "../vcenter/exception-error";
import { operations } from "../vcenter/operations";
import type { Job } from "./job";
import type { Pool } from "./pool";

/** A VM as a flow names it. */
export interface VmReference {
  readonly text: string;
  readonly by: "id" | "name";
}

/**
 * The id of a VM; a name is resolved within its own time limit of `ms` milliseconds.
 *
 * @throws VCenterError only.
 */
export async function findVm(pool: Pool, job: Job, { text, by }: VmReference, ms: number): Promise<string> {
  if (by === "id") {
    return text;
  }
  const lookup = (): Promise<string> => pool.names.id(text, job.signal);
  try {
    return await pool.running(job, () => job.limited(ms, lookup));
  } catch (thrown) {
    const error = errorFromException(thrown, { operation: operations.listVms, server: pool.server, vm: text });
    throw error.with({ vm: text, attempts: 0 });
  }
}
