import { GuestError } from "../guest-error";
import type { Redirection, SimpleCommand, Step } from "./command-line";
import { errorLine } from "./error-texts";
import { openOutput } from "./guest-files";
import type { Output } from "./output";
import type { Program, ProgramRun } from "./program";

/** What differs between the shells. */
export interface Shell {
  /** As it names itself in front of an error. */
  name: string;
  /** A command that the shell has itself; null: it is a file. */
  builtin(name: string): Program | null;
  /** The path of a command's file, null if there is none. */
  find(run: ProgramRun, name: string): string | null;
  /** The words after the command as one text. */
  textAfterName(command: SimpleCommand): string;
  notFound: { code: number; line: (name: string) => string };
  /** The code when a file is no program that the user may run. */
  notLoaded: (error: GuestError) => number;
}

/** `exit n`: ends the shell, whatever is still to do. */
export class ShellExit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${String(code)}`);
    this.code = code;
  }
}

/** Does one after the other; gives the code of the last one that was done. */
export async function runSteps(shell: Shell, steps: readonly Step[], run: ProgramRun): Promise<number> {
  let code = 0;
  for (const { when, command } of steps) {
    run.signal.throwIfAborted();
    if (when === "always" || (when === "success") === (code === 0)) {
      code = await runCommand(shell, command, run);
    }
  }
  return code;
}

async function runCommand(shell: Shell, command: Step["command"], run: ProgramRun): Promise<number> {
  const redirected = await orComplain(shell, run, () => redirect(run, command.redirections));
  if (redirected instanceof GuestError) {
    return 1;
  }
  if (command.kind === "group") {
    return runSteps(shell, command.steps, redirected);
  }
  const code = await orComplain(shell, redirected, () => runSimple(shell, command, redirected));
  return code instanceof GuestError ? 1 : code;
}

async function runSimple(shell: Shell, command: SimpleCommand, run: ProgramRun): Promise<number> {
  const [name, ...words] = command.words;
  if (name === undefined) {
    return 0;
  }
  const inner = { ...run, words, text: shell.textAfterName(command) };
  return shell.builtin(name)?.(inner) ?? runFile(shell, name, inner);
}

async function runFile(shell: Shell, name: string, run: ProgramRun): Promise<number> {
  const path = shell.find(run, name);
  if (path === null) {
    await run.stderr.write(shell.notFound.line(name));
    return shell.notFound.code;
  }
  const program = await orComplain(shell, run, () => run.load(run, path));
  // A program of its own has a current directory of its own.
  return program instanceof GuestError ? shell.notLoaded(program) : program({ ...run, place: { ...run.place } });
}

/** From left to right, so that `> file 2>&1` sends both to the file. */
async function redirect(run: ProgramRun, redirections: readonly Redirection[]): Promise<ProgramRun> {
  const outputs: Record<1 | 2, Output> = { 1: run.stdout, 2: run.stderr };
  for (const redirection of redirections) {
    outputs[redirection.from] =
      "copyOf" in redirection
        ? outputs[redirection.copyOf]
        : await openOutput(run, redirection.path, redirection.append);
  }
  return { ...run, stdout: outputs[1], stderr: outputs[2] };
}

/** What the guest refuses is told on standard error. */
async function orComplain<T>(shell: Shell, run: ProgramRun, work: () => Promise<T>): Promise<T | GuestError> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GuestError)) {
      throw error;
    }
    await run.stderr.write(errorLine(run.session.files.rules.family, shell.name, error));
    return error;
  }
}
