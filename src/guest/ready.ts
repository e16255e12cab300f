import type { GuestCredentials } from "../vcenter/client";
import type { Job } from "./job";
import type { Pool } from "./pool";
import type { Turn } from "./turn";

/** A job in the turn of its VM, with the guest login it was given. */
export interface Ready {
  readonly pool: Pool;
  readonly job: Job;
  readonly turn: Turn;
  readonly credentials: GuestCredentials;
  /** Until when it waits for VMware Tools (monotonic clock), once it has begun to. */
  toolsDue?: number;
}
