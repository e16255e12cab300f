import type { Lab } from "../support/lab";

export const WRONG = { guestPassword: "wrong" };
export const login1 = { id: "login-1", type: "vcenter-guest-login", name: "nightly", connection: "connection-1" };

/** How often guests have refused a login. */
export async function refusedLogins({ simulator }: Lab): Promise<number> {
  return (await simulator.counters()).guest_logins.refused;
}
