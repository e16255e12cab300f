import { invalid } from "../vcenter/error";
import { type Command, fitsIntoCmd, isBatchFile } from "./command";
import { checkBytes, type Given } from "./given";
import { isWindowsPath, optionalGuestPath } from "./guest-path-text";
import { givenArguments, givenEnvironment, programPath } from "./program-values";
import { quotedForBatch, quotedForShell, quotedForWindows } from "./quote";

/** How the output is collected. */
export interface Collecting {
  readonly decode: (bytes: Buffer) => string;
  /** Bytes of both outputs together. */
  readonly sizeLimit: number;
}

/** How the end is waited for. */
export interface Waiting {
  /** Milliseconds. */
  readonly runTimeout: number;
  /** Milliseconds to the first look whether it has ended; the pauses between further ones grow. */
  readonly firstLook: number;
  readonly failOnNonZero: boolean;
  readonly collecting?: Collecting;
}

/** A program to be run, valid. Without `waiting` it is only started. */
export interface RunRequest {
  readonly command: Command;
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly waiting?: Waiting;
}

/** The values of a message. */
export interface GivenProgram {
  readonly program: Given;
  readonly args: Given;
  readonly workingDirectory: Given;
  readonly environment: Given;
}

/** A request to a guest has at most 64 KiB; this leaves room for the login and the rest. */
const REQUEST_BYTES = 48 * 1024;

/** @throws VCenterError INVALID_ARGUMENT, subject `message`, that names the value. */
export function runRequest(given: GivenProgram, waiting: Waiting | undefined): RunRequest {
  const program = programPath(given.program);
  const command = { program, args: argumentsText(program, given.args) };
  const workingDirectory = optionalGuestPath(given.workingDirectory);
  const environment = givenEnvironment(given.environment);
  checkFamily(program, workingDirectory, given);
  checkLength(command, environment, given.args.name, waiting);
  return {
    command,
    ...(workingDirectory !== undefined && { workingDirectory }),
    ...(environment !== undefined && { environment }),
    ...(waiting !== undefined && { waiting }),
  };
}

/** A text stands for itself; an array is quoted, so that the program gets exactly its arguments. */
function argumentsText(program: string, given: Given): string {
  const args = givenArguments(given);
  const texts = typeof args === "string" ? [args] : args;
  if (isWindowsPath(program) && texts.some((text) => /[\r\n]/.test(text))) {
    throw invalid("message", `The ${given.name} hold a line break, which ends the command in a Windows guest. Remove it.`);
  }
  return typeof args === "string" ? args : quoted(program, args, given.name);
}

function quoted(program: string, args: readonly string[], name: string): string {
  if (!isWindowsPath(program)) {
    return quotedForShell(args);
  }
  const text = isBatchFile(program) ? quotedForBatch(args) : quotedForWindows(args);
  if (text === undefined) {
    throw invalid(
      "message",
      `The ${name} hold " or %, which a batch file reads as commands of its own. Run another program, or give the arguments as text.`,
    );
  }
  return text;
}

function checkFamily(program: string, directory: string | undefined, given: GivenProgram): void {
  if (directory !== undefined && isWindowsPath(directory) !== isWindowsPath(program)) {
    throw invalid(
      "message",
      `The ${given.program.name} and the ${given.workingDirectory.name} are paths of different systems. Correct one of them.`,
    );
  }
}

function checkLength(
  command: Command,
  environment: RunRequest["environment"],
  name: string,
  waiting: Waiting | undefined,
): void {
  const variables = Object.entries(environment ?? {}).flat();
  checkBytes([command.args, ...variables].join("\n"), REQUEST_BYTES, `text of ${name} and environment together`);
  if (isWindowsPath(command.program) && waiting?.collecting !== undefined && !fitsIntoCmd(command)) {
    throw invalid("message", `The ${name} are too long for cmd.exe, which collects the output. Shorten them, or do not collect it.`);
  }
}
