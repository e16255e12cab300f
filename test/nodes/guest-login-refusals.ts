import type { Lab } from "../support/lab";

export const WRONG = { guestPassword: "wrong" };
/** As `tally` counts such errors. */
export const REFUSED = "UNAUTHENTICATED guest-login not_done";
export const login1 = { id: "login-1", type: "vcenter-guest-login", name: "nightly", connection: "connection-1" };

/** How often guests have refused a login. */
export async function refusedLogins({ simulator }: Lab): Promise<number> {
  return (await simulator.counters()).guest_logins.refused;
}

interface State {
  readonly vms: { readonly vm: string; readonly users: Record<string, { readonly locked: boolean }> }[];
}

/** The users that guests have locked, as `worker of vm-42`. */
export async function lockedUsers({ simulator }: Lab): Promise<string[]> {
  const { vms } = (await simulator.control("GET", "/state")) as State;
  return vms.flatMap(({ vm, users }) =>
    Object.entries(users).flatMap(([name, { locked }]) => (locked ? [`${name} of ${vm}`] : [])),
  );
}
