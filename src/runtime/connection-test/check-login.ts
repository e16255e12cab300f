import { logIn } from "../../guest/check-vcenter";
import type { Pool } from "../../guest/pool";
import { VCenterError } from "../../vcenter/error";
import type { Deadline } from "./deadline";
import type { RefusedTests } from "./refused-tests";

/** What tells an account apart, its password included. */
type Account = readonly unknown[];

/**
 * Logs in once, whatever was refused before, and lets the deployed connections with the same account know.
 *
 * @param twin the pool of those connections
 * @throws VCenterError only.
 */
export async function checkLogin(
  pool: Pool,
  deadline: Deadline,
  account: Account,
  refusals: RefusedTests,
  twin: Pool | undefined,
): Promise<void> {
  refusals.check(account);
  try {
    await logIn(pool, deadline.job());
  } catch (error) {
    if (error instanceof VCenterError && error.cause.subject === "session") {
      twin?.client.told(error);
      // That no session is left says nothing of the password.
      if (error.code !== "SERVICE_UNAVAILABLE") {
        refusals.refused(account);
      }
    }
    throw error;
  }
  refusals.accepted(account);
  twin?.client.told();
}
