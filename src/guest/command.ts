import { isWindowsPath, joined } from "./guest-path-text";
import { cmdPath, escapedForCmd, shellWord } from "./quote";

/** A program with the rest of its line, as VMware Tools start it. */
export interface Command {
  readonly program: string;
  readonly args: string;
  /** The program is cmd.exe, and what was meant is a child of it. */
  readonly isShell?: true;
}

/** The names of the files that take the output, and of what it is in the result. */
export const OUTPUTS = ["stdout", "stderr"] as const;
export type OutputName = (typeof OUTPUTS)[number];

/** It alone redirects in Windows: VMware Tools start programs there by themselves. */
const CMD = "C:\\Windows\\System32\\cmd.exe";

/** What cmd.exe takes. */
const CMD_CHARACTERS = 8191;

/** Whether cmd.exe reads the arguments, whoever starts it. */
export function isBatchFile(program: string): boolean {
  // Windows leaves out dots and spaces at the end of a name.
  return isWindowsPath(program) && /\.(?:bat|cmd)[. ]*$/i.test(program);
}

/** The same command with its output in files of a directory, since VMware Tools do not keep it. */
export function redirected(command: Command, directory: string): Command {
  const [stdout, stderr] = OUTPUTS.map((name) => joined(directory, name)) as [string, string];
  return isWindowsPath(command.program) ? byCmd(command, stdout, stderr) : byShell(command, stdout, stderr);
}

/** On Linux VMware Tools hand the line to the shell of the guest user. */
function byShell({ program, args }: Command, stdout: string, stderr: string): Command {
  return { program, args: `${args} > ${shellWord(stdout)} 2> ${shellWord(stderr)}`.trimStart() };
}

/** Where the files stand in front, the line of the program is exactly that without them. */
function byCmd(command: Command, stdout: string, stderr: string): Command {
  return { isShell: true, program: CMD, args: `/d /v:off /s /c "> ${cmdPath(stdout)} 2> ${cmdPath(stderr)} ${cmdLine(command)}"` };
}

function cmdLine({ program, args }: Command): string {
  return `${cmdPath(program)} ${isBatchFile(program) ? args : escapedForCmd(args)}`.trimEnd();
}

/** Whether there is room for the command and two paths in a line of cmd.exe. */
export function fitsIntoCmd(command: Command): boolean {
  return cmdLine(command).length <= CMD_CHARACTERS - 1000;
}
