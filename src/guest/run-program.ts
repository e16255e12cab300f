import { operations } from "../vcenter/operations";
import { exitCodeOf } from "./await-process";
import { type Command, redirected } from "./command";
import type { Guest } from "./guest";
import { isWindowsPath } from "./guest-path-text";
import type { Hosts } from "./hosts";
import type { Job } from "./job";
import { lookAt } from "./list-directory";
import type { Pool } from "./pool";
import { judged, type RunResult, unread } from "./run-failure";
import { runJob } from "./run-job";
import { readOutputs } from "./run-output";
import type { Collecting, RunRequest, Waiting } from "./run-request";
import { startedProcess } from "./start-process";
import { inTemporaryDirectory } from "./temporary-directory";
import type { Place } from "./work";

/**
 * Starts a program in a guest; where that is wanted, waits for its end and gives its output.
 *
 * @throws VCenterError only.
 */
export function runProgram(pool: Pool, job: Job, request: RunRequest, place: Place, hosts: Hosts): Promise<RunResult> {
  const task = { operation: operations.createProcess, place };
  return runJob(pool, job, task, (guest) => run(guest, request, hosts));
}

async function run(guest: Guest, request: RunRequest, hosts: Hosts): Promise<RunResult> {
  const { command, waiting } = request;
  if (waiting === undefined) {
    const { pid } = await startedProcess(guest, request, command);
    return { pid };
  }
  const result = await (waiting.collecting === undefined
    ? ended(guest, request, command, waiting)
    : collected(guest, request, waiting, waiting.collecting, hosts));
  return judged(guest, result, waiting.failOnNonZero);
}

async function ended(
  guest: Guest,
  request: RunRequest,
  command: Command,
  { runTimeout, firstLook }: Waiting,
): Promise<RunResult> {
  const started = await startedProcess(guest, request, command);
  return { exitCode: await exitCodeOf(guest, started, { runTimeout, firstLook }), pid: started.pid };
}

async function collected(
  guest: Guest,
  request: RunRequest,
  waiting: Waiting,
  collecting: Collecting,
  hosts: Hosts,
): Promise<RunResult> {
  const { command } = request;
  if (isWindowsPath(command.program)) {
    // cmd.exe would start, and tell of a program that is missing by an exit code.
    await lookAt(guest, command.program);
  }
  return inTemporaryDirectory(guest, async (directory) => {
    const result = await ended(guest, request, redirected(command, directory), waiting);
    try {
      return { ...result, ...(await readOutputs(guest, hosts, { program: command.program, directory }, collecting)) };
    } catch (thrown) {
      throw unread(guest, thrown, result);
    }
  });
}
