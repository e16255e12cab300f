import { VCenterError } from "../vcenter/error";
import { operations } from "../vcenter/operations";
import { createProcess, type ProcessSpec } from "../vcenter/process-calls";
import type { Command } from "./command";
import { endProcess, type Ending, type Started } from "./end-process";
import type { Guest } from "./guest";
import { request } from "./request";
import type { RunRequest } from "./run-request";
import type { Work } from "./work";

/** Starts a program. One whose message has ended before the answer came is ended. */
export async function startedProcess(guest: Guest, wanted: RunRequest, command: Command): Promise<Started> {
  const { isShell = false } = command;
  const late = { hasStarted: false };
  try {
    const pid = await guest.call(starting(guest, specOf(wanted, command), isShell, late));
    return { pid, isShell };
  } catch (error) {
    // What has run for a moment was not nothing, even though it was ended.
    throw error instanceof VCenterError && late.hasStarted ? error.with({ outcome: "unknown" }) : error;
  }
}

function starting({ pool, place }: Guest, spec: ProcessSpec, isShell: boolean, late: { hasStarted: boolean }): Work<number> {
  const { vm, maxAttempts } = place;
  return {
    operation: operations.createProcess,
    send: (credentials, flight) => pool.client.call(createProcess(vm, { credentials, spec }), flight),
    remove: (pid, credentials, job, slot) => {
      late.hasStarted = true;
      const ending: Ending = {
        vm,
        credentials,
        send: (call) => request(pool, job, slot, { operation: call.operation, maxAttempts }, (flight) => pool.client.call(call, flight)),
        pause: (ms) => job.pause(ms),
      };
      return endProcess(ending, { pid, isShell });
    },
    told: (pid) => `process ${pid}`,
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
