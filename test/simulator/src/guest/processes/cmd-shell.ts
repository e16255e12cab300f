import { GuestError } from "../guest-error";
import { cmdTokens } from "./cmd-tokens";
import { LineError } from "./command-line";
import { lookUp } from "./look-up";
import { parseLine } from "./parse-line";
import { type Program, type ProgramRun, resolvePath } from "./program";
import { cat } from "./programs";
import { runSteps, type Shell, ShellExit } from "./run-steps";

const SYNTAX_ERROR = 255;
const NOT_RECOGNIZED = 1;
const SEARCH_PATH = ["C:\\Windows\\System32", "C:\\Simulator"];
const EXTENSIONS = ["", ".com", ".exe", ".bat", ".cmd"];

/** `cmd.exe /c line`, other switches in front allowed. */
export async function cmdShell(run: ProgramRun): Promise<number> {
  const [, line] = /^\s*(?:\/[a-z](?::\w+)?\s+)*?\/c\s*([^]*)$/i.exec(run.text) ?? [];
  return line === undefined ? 0 : runCmdLine(run, withoutOuterQuotes(run, line));
}

/** Runs a line, or a batch file of several. */
export async function runCmdLine(run: ProgramRun, line: string): Promise<number> {
  try {
    return await runSteps(SHELL, parseLine(cmdTokens(line, run.environment)), run);
  } catch (error) {
    if (error instanceof LineError) {
      await run.stderr.write(`${error.message}\r\n`);
      return SYNTAX_ERROR;
    }
    if (error instanceof ShellExit) {
      return error.code;
    }
    throw error;
  }
}

/**
 * `cmd /?`: quotes around a line go, the first one and the last one, unless all they hold is the
 * name of a program.
 */
function withoutOuterQuotes(run: ProgramRun, line: string): string {
  const text = line.trim();
  const last = text.lastIndexOf('"');
  if (!text.startsWith('"') || last === 0) {
    return line;
  }
  const inner = text.slice(1, last);
  const namesProgram = last === text.length - 1 && !/["&<>()@^|]/.test(inner) && findCommand(run, inner) !== null;
  return namesProgram ? line : inner + text.slice(last + 1);
}

const BUILTINS = new Map<string, Program>([
  ["echo", echo],
  ["type", cat],
  ["cd", changeDirectory],
  ["exit", exit],
  ["set", set],
  ["rem", () => Promise.resolve(0)],
]);

const SHELL: Shell = {
  name: "cmd.exe",
  builtin: (name) => BUILTINS.get(name.toLowerCase().replace(/^@/, "")) ?? null,
  find: findCommand,
  textAfterName: ({ text }) => text.replace(/^\s*(?:"[^"]*"?|[^\s"])+/, ""),
  notFound: {
    code: NOT_RECOGNIZED,
    line: (name) =>
      `'${name}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n`,
  },
  notLoaded: () => NOT_RECOGNIZED,
};

function findCommand(run: ProgramRun, name: string): string | null {
  const hasPath = /[\\/:]/.test(name);
  const paths = hasPath ? [name] : [name, ...SEARCH_PATH.map((directory) => `${directory}\\${name}`)];
  const candidates = paths.flatMap((path) => EXTENSIONS.map((extension) => resolvePath(run, path + extension)));
  return candidates.find((path) => lookUp(run.session, path)?.type === "FILE") ?? null;
}

/** The text as it stands, quotes and all, but for the one space after the command. */
async function echo({ text, stdout }: ProgramRun): Promise<number> {
  const said = text.slice(1);
  if (!/^(?:on|off)\s*$/i.test(said)) {
    await stdout.write(`${said}\r\n`);
  }
  return 0;
}

async function changeDirectory(run: ProgramRun): Promise<number> {
  const path = run.words.find((word) => !word.startsWith("/"));
  if (path === undefined) {
    await run.stdout.write(`${run.place.directory}\r\n`);
    return 0;
  }
  const directory = resolvePath(run, path);
  if (lookUp(run.session, directory)?.type !== "DIRECTORY") {
    throw new GuestError("NOT_A_DIRECTORY", path);
  }
  run.place.directory = directory;
  return 0;
}

async function set({ environment, stdout }: ProgramRun): Promise<number> {
  await stdout.write(Object.entries(environment).map(([name, value]) => `${name}=${value}\r\n`).join(""));
  return 0;
}

/** `exit 3` or `exit /b 3`; codes have 32 bits. */
function exit({ words }: ProgramRun): Promise<number> {
  throw new ShellExit(Number(words.find((word) => !word.startsWith("/")) ?? "0") | 0);
}
