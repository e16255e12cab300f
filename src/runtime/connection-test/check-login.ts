import { logIn } from "../../guest/check-vcenter";
import type { Pool } from "../../guest/pool";
import { VCenterError } from "../../vcenter/error";
import type { Deadline } from "./deadline";

/** Logs in once, and lets the deployed connections with the same account know. @throws VCenterError only. */
export async function checkLogin(pool: Pool, deadline: Deadline, twin: Pool | undefined): Promise<void> {
  try {
    await logIn(pool, deadline.job());
  } catch (error) {
    if (error instanceof VCenterError && error.cause.subject === "session") {
      twin?.client.told(error);
    }
    throw error;
  }
  twin?.client.told();
}
