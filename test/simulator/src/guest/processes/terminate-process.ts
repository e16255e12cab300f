import { GuestError } from "../guest-error";
import type { GuestSession } from "../guest-session";
import { KILLED } from "./guest-process";

/** Ends a process; false if none of that number runs (open-vm-tools vixTools.c). */
export function terminateProcess({ machine, user }: GuestSession, pid: number, now: number): boolean {
  if (pid === machine.tools.pid) {
    // Nobody, not even root, may end Tools through Tools.
    throw new GuestError("GUEST_USER_PERMISSIONS");
  }
  const process = machine.processes.find(pid, now);
  if (process === null || process.end !== null) {
    return false;
  }
  if (process.start.owner !== user.name && !user.admin) {
    throw new GuestError("GUEST_USER_PERMISSIONS");
  }
  process.finish(KILLED);
  return true;
}
