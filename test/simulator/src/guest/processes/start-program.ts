import { GuestError } from "../guest-error";
import { checkText, type GuestSession } from "../guest-session";
import { mayExecuteFile } from "./file-rights";
import type { GuestProcess } from "./guest-process";
import { load } from "./load";
import { lookUp } from "./look-up";
import { NOWHERE } from "./output";
import { runPosixLine } from "./posix-shell";
import type { ProgramRun } from "./program";
import { userEnvironment } from "./user-environment";

/** Empty texts mean the same as unset ones. */
export interface ProgramSpec {
  path: string;
  arguments: string;
  workingDirectory: string;
  /** In place of the user's own; null: none given. */
  environment: Record<string, string> | null;
}

/** Starts a program and gives its pid; what comes of it is seen later (open-vm-tools vixTools.c). */
export function startProgram(session: GuestSession, spec: ProgramSpec, now: () => number): number {
  const { path, arguments: text, workingDirectory: directory, environment } = spec;
  checkText(path, text, directory, ...Object.entries(environment ?? {}).flat());
  checkProgram(session, path);
  checkDirectory(session, directory);
  const process = session.machine.processes.add(
    {
      name: path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1),
      owner: session.user.name,
      command: text === "" ? `"${path}"` : `"${path}" ${text}`,
      workingDirectory: directory === "" ? defaultDirectory(session) : directory,
      environment: environment ?? userEnvironment(session),
    },
    now,
  );
  void runToItsEnd(session, process, spec);
  return process.start.pid;
}

/** In the order of Tools: is it there, and may the user run it? A directory passes on Linux, and fails then. */
function checkProgram({ files, user }: GuestSession, path: string): void {
  const entry = files.find(user, path);
  if (entry === null) {
    throw new GuestError("FILE_NOT_FOUND", path);
  }
  const mayRun = entry.type === "FILE" && mayExecuteFile(user, entry, files.rules);
  if (files.rules.family === "WINDOWS" && !mayRun) {
    throw new GuestError("PROGRAM_NOT_STARTED");
  }
  if (!mayRun && entry.type !== "DIRECTORY") {
    throw new GuestError("GUEST_USER_PERMISSIONS");
  }
}

/** Tools ask only whether it is a directory, so a missing one is answered as any other that is none. */
function checkDirectory(session: GuestSession, path: string): void {
  if (path !== "" && lookUp(session, path)?.type !== "DIRECTORY") {
    throw new GuestError("NOT_A_DIRECTORY", path);
  }
}

/** The user's home on Linux, on Windows the directory of the Tools service. */
function defaultDirectory(session: GuestSession): string {
  if (session.files.rules.family === "WINDOWS") {
    return "C:\\Windows\\System32";
  }
  const { home } = session.user;
  return home !== null && lookUp(session, home)?.type === "DIRECTORY" ? home : "/";
}

/** As a real system has for a program that crashed. */
const CRASHED = 134;

async function runToItsEnd(session: GuestSession, process: GuestProcess, spec: ProgramSpec): Promise<void> {
  try {
    process.finish(await run(session, process, spec));
  } catch {
    process.finish(CRASHED);
  }
}

/** On Linux Tools hand the whole line to the shell; on Windows they run the program itself. */
async function run(session: GuestSession, { start, signal }: GuestProcess, spec: ProgramSpec): Promise<number> {
  const programRun: ProgramRun = {
    session,
    place: { directory: start.workingDirectory },
    environment: start.environment,
    words: windowsWords(spec.arguments),
    text: spec.arguments,
    stdout: NOWHERE,
    stderr: NOWHERE,
    signal,
    load,
  };
  if (session.files.rules.family === "LINUX") {
    return runPosixLine(programRun, start.command);
  }
  const program = await load(programRun, spec.path);
  return program(programRun);
}

/** As a program of Windows takes its own line apart. */
function windowsWords(text: string): string[] {
  return (text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []).map((word) => word.replaceAll('"', ""));
}
