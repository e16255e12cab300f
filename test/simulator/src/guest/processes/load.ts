import type { Family } from "../../model/vm";
import { GuestError } from "../guest-error";
import { cmdShell, runCmdLine } from "./cmd-shell";
import { mayExecuteFile } from "./file-rights";
import { existingFile } from "./guest-files";
import { posixShell, runPosixLine } from "./posix-shell";
import type { Program, ProgramRun } from "./program";
import { programName } from "./program-files";
import { PROGRAMS } from "./programs";

const SHELLS: ReadonlyMap<string, Program> = new Map([
  ["sh", posixShell],
  ["cmd", cmdShell],
]);

/** The program that a file of the guest is: one of the simulator's, or a script of the guest's shell. */
export async function load(run: ProgramRun, path: string): Promise<Program> {
  const { files, user } = run.session;
  const file = existingFile(run, path);
  if (!mayExecuteFile(user, file, files.rules)) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
  const content = (await files.store.readAll(file.blob)).toString("utf8");
  const name = programName(content);
  const program = name === null ? script(content, files.rules.family) : (SHELLS.get(name) ?? PROGRAMS.get(name));
  if (program === undefined) {
    throw new GuestError("FILE_ACCESS_ERROR", path);
  }
  return program;
}

function script(content: string, family: Family): Program {
  return (run) => (family === "LINUX" ? runPosixLine(run, content) : runCmdLine(run, content));
}
