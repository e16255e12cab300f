import { GuestError } from "../../guest/guest-error";
import { type KnownProcess, knownProcesses } from "../../guest/processes/known-processes";
import { startProgram } from "../../guest/processes/start-program";
import { terminateProcess } from "../../guest/processes/terminate-process";
import { PRIVILEGES } from "../../model/vm";
import type { Answer } from "../answer";
import { type ApiCall, pathVariable } from "../api-call";
import { guestAnswer } from "../guest-answers";
import { findMachine, inGuest } from "../guest-call";
import { infrastructureError } from "../vapi-error";
import { orUndeclared, processNotFound } from "./process-answers";

interface CreateBody {
  spec: {
    path: string;
    arguments?: string;
    working_directory?: string;
    environment_variables?: Record<string, string>;
    start_minimized?: boolean;
  };
}

/** POST .../guest/processes?action=create */
export async function createProcess(call: ApiCall): Promise<Answer> {
  const { spec } = call.body as CreateBody;
  checkStartMinimized(call, spec);
  const operation = { privilege: PRIVILEGES.execute, toolsConfKey: "StartProgramInGuest" };
  const pid = await inGuest(call, operation, (session) => {
    const { path, arguments: text = "", working_directory: workingDirectory = "", environment_variables } = spec;
    const program = { path, arguments: text, workingDirectory, environment: environment_variables ?? null };
    return Promise.resolve(startProgram(session, program, () => call.world.clock.now()));
  });
  return { status: 201, body: pid };
}

/** POST .../guest/processes?action=list */
export async function listProcesses(call: ApiCall): Promise<Answer> {
  const processes = await query(call);
  return { status: 200, body: processes.map((process) => ({ pid: process.pid, ...described(process) })) };
}

/** POST .../guest/processes/{pid}?action=get */
export async function getProcess(call: ApiCall): Promise<Answer> {
  const pid = pidOf(call);
  const process = (await query(call)).find((candidate) => candidate.pid === pid);
  if (process === undefined) {
    throw processNotFound(findMachine(call), pid);
  }
  const { end } = process;
  const ended = end === null ? {} : { finished: dateTime(end.finishedAt), exit_code: end.exitCode };
  return { status: 200, body: { ...described(process), ...ended } };
}

/** POST .../guest/processes/{pid}?action=delete */
export async function deleteProcess(call: ApiCall): Promise<Answer> {
  const pid = pidOf(call);
  const operation = { privilege: PRIVILEGES.execute, toolsConfKey: "TerminateProcessInGuest" };
  const terminated = await orUndeclared(["INVALID_ARGUMENT"], () =>
    inGuest(call, operation, (session) => Promise.resolve(terminateProcess(session, pid, call.world.clock.now()))),
  );
  if (!terminated) {
    throw processNotFound(findMachine(call), pid);
  }
  return { status: 204 };
}

function query(call: ApiCall): Promise<KnownProcess[]> {
  const operation = { privilege: PRIVILEGES.query, toolsConfKey: "ListProcessesInGuest" };
  return orUndeclared(["INVALID_ARGUMENT", "UNAUTHORIZED"], () =>
    inGuest(call, operation, ({ machine }) => Promise.resolve(knownProcesses(machine, call.world.clock.now()))),
  );
}

/** Windows only: CONTRACT.md section 4. */
function checkStartMinimized(call: ApiCall, { start_minimized: startMinimized = false }: CreateBody["spec"]): void {
  const machine = findMachine(call);
  if (startMinimized && machine.config.family !== "WINDOWS") {
    throw guestAnswer(machine, new GuestError("INVALID_ARG"));
  }
}

function described({ name, owner, command, startedAt }: KnownProcess): Record<string, unknown> {
  return { name, owner, command, started: dateTime(startedAt) };
}

function dateTime(ms: number): string {
  return new Date(ms).toISOString();
}

function pidOf(call: ApiCall): number {
  const text = pathVariable(call, "pid");
  if (!/^-?\d{1,15}$/.test(text)) {
    const id = "com.vmware.vapi.rest.httpBadRequest";
    throw infrastructureError(400, "INVALID_ARGUMENT", id, `Bad request: pid must be an integer, not ${text}`);
  }
  return Number(text);
}
