import { VCenterError } from "../vcenter/error";
import { operations } from "../vcenter/operations";
import { createProcess, deleteProcess, type ProcessSpec } from "../vcenter/process-calls";
import type { Command } from "./command";
import type { Guest } from "./guest";
import { isProcessGone } from "./process-gone";
import { request } from "./request";
import type { RunRequest } from "./run-request";
import type { Work } from "./work";

/**
 * Starts a program. One whose message has ended before the answer came is ended.
 *
 * @returns the number of the process in the guest.
 */
export async function startedProcess(guest: Guest, wanted: RunRequest, command: Command): Promise<number> {
  const late = { hasStarted: false };
  try {
    return await guest.call(starting(guest, specOf(wanted, command), late));
  } catch (error) {
    // What has run for a moment was not nothing, even though it was ended.
    throw error instanceof VCenterError && late.hasStarted ? error.with({ outcome: "unknown" }) : error;
  }
}

function starting({ pool, place }: Guest, spec: ProcessSpec, late: { hasStarted: boolean }): Work<number> {
  const { vm, maxAttempts } = place;
  return {
    operation: operations.createProcess,
    send: (credentials, flight) => pool.client.call(createProcess(vm, { credentials, spec }), flight),
    remove: async (pid, credentials, job, slot) => {
      late.hasStarted = true;
      try {
        await request(pool, job, slot, { operation: operations.deleteProcess, maxAttempts }, (flight) =>
          pool.client.call(deleteProcess(vm, { credentials, pid }), flight),
        );
      } catch (error) {
        if (!isProcessGone(error)) {
          throw error;
        }
      }
    },
  };
}

function specOf({ workingDirectory, environment }: RunRequest, { program, args }: Command): ProcessSpec {
  return {
    path: program,
    ...(args !== "" && { arguments: args }),
    ...(workingDirectory !== undefined && { working_directory: workingDirectory }),
    ...(environment !== undefined && { environment_variables: { ...environment } }),
  };
}
