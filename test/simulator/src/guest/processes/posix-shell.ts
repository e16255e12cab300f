import { GuestError } from "../guest-error";
import { LineError } from "./command-line";
import { readGuestFile } from "./guest-files";
import { lookUp } from "./look-up";
import { parseLine } from "./parse-line";
import { posixTokens } from "./posix-tokens";
import { type Program, type ProgramRun, resolvePath } from "./program";
import { runSteps, type Shell, ShellExit } from "./run-steps";

const SYNTAX_ERROR = 2;
const SEARCH_PATH = ["/usr/bin", "/bin", "/opt/simulator"];

/** `sh -c line` or `sh file`. */
export async function posixShell(run: ProgramRun): Promise<number> {
  const [first, line] = run.words;
  if (first === undefined) {
    return 0;
  }
  const isCommand = /^-[a-z]*c$/.test(first);
  return runPosixLine(run, isCommand ? (line ?? "") : (await readGuestFile(run, first)).toString("utf8"));
}

/** Runs a line, or a script of several. */
export async function runPosixLine(run: ProgramRun, line: string): Promise<number> {
  try {
    return await runSteps(SHELL, parseLine(posixTokens(line, run.environment)), run);
  } catch (error) {
    if (error instanceof LineError) {
      await run.stderr.write(`bash: ${error.message}\n`);
      return SYNTAX_ERROR;
    }
    if (error instanceof ShellExit) {
      return error.code;
    }
    throw error;
  }
}

const BUILTINS = new Map<string, Program>([
  ["cd", changeDirectory],
  ["exit", exit],
  [":", () => Promise.resolve(0)],
]);

const SHELL: Shell = {
  name: "bash",
  builtin: (name) => BUILTINS.get(name) ?? null,
  find: findCommand,
  textAfterName: ({ words }) => words.slice(1).join(" "),
  notFound: { code: 127, line: (name) => `bash: ${name}: command not found\n` },
  notLoaded: ({ code }) => (code === "FILE_NOT_FOUND" ? 127 : 126),
};

function findCommand({ session }: ProgramRun, name: string): string | null {
  if (name.includes("/")) {
    return name;
  }
  const candidates = SEARCH_PATH.map((directory) => `${directory}/${name}`);
  return candidates.find((path) => lookUp(session, path) !== null) ?? null;
}

function changeDirectory(run: ProgramRun): Promise<number> {
  const path = run.words[0] ?? run.environment["HOME"] ?? "/";
  const directory = resolvePath(run, path);
  if (lookUp(run.session, directory)?.type !== "DIRECTORY") {
    throw new GuestError("NOT_A_DIRECTORY", path);
  }
  run.place.directory = directory;
  return Promise.resolve(0);
}

/** Linux keeps one byte of the code. */
function exit({ words }: ProgramRun): Promise<number> {
  throw new ShellExit(Number(words[0] ?? "0") & 0xff);
}
