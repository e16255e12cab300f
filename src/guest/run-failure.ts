import { type Outcome, type Subject, VCenterError, type VCenterErrorCause } from "../vcenter/error";
import { operations } from "../vcenter/operations";
import { ending, shown } from "../vcenter/text";
import { OUTPUTS } from "./command";
import { failureOf } from "./failure";
import type { Guest } from "./guest";
import { inMebibytes } from "./mebibytes";
import { isTimedOut } from "./without-turn";

/** What became of a program; `exitCode`: `undefined` where it is not known, or was not waited for. */
export interface RunResult {
  readonly exitCode?: number | undefined;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly pid: number;
}

/** Of each output in an error, whose data have at most 16 KiB. */
const KEPT_BYTES = 4096;

/** What the node gives. @throws VCenterError for an exit code that nobody knows, or that counts as a failure. */
export function judged(guest: Guest, result: RunResult, failOnNonZero: boolean): RunResult {
  const { exitCode, pid } = result;
  if (exitCode === undefined) {
    const why = `vCenter does not know any more how the program ended (process ${pid}): it forgets an exit code after 5 minutes, and when VMware Tools or the VM restart`;
    throw ofProgram(guest, "ERROR", "unknown", `${why}. Look in the guest whether it did its work.`, { ...factsOf(result), exitCode: null });
  }
  if (failOnNonZero && exitCode !== 0) {
    const why = `it ended with the exit code ${exitCode} (process ${pid})`;
    const facts = factsOf(result);
    throw ofProgram(guest, "ERROR", "done", `${why}. ${whereItSays(facts)}.`, { ...facts });
  }
  return result;
}

/** What an error tells of a program; an output that is cut has lost its beginning. */
interface RunFacts extends RunResult {
  readonly stdoutCut?: true;
  readonly stderrCut?: true;
}

/** Of what was written an error has the end alone: there a program mostly says why. */
function factsOf(result: RunResult): RunFacts {
  const [stdout, stderr] = OUTPUTS.map((name) => ending(result[name] ?? "", KEPT_BYTES));
  return {
    ...result,
    ...(stdout !== (result.stdout ?? "") && { stdout, stdoutCut: true }),
    ...(stderr !== (result.stderr ?? "") && { stderr, stderrCut: true }),
  };
}

function whereItSays({ stderr, stdoutCut, stderrCut }: RunFacts): string {
  if (stderr === undefined) {
    return "Look in the guest for what it says";
  }
  const isCut = stdoutCut === true || stderrCut === true;
  const rest =
    ", which have the last 4 KiB of each. To get all of it, switch off" +
    ' "an exit code other than 0 is an error" in the node and look at payload.exitCode behind it';
  return `Look at cause.data.stderr and cause.data.stdout${isCut ? rest : ""}`;
}

/** The end of a process was not awaited to its end: its time was over, the message ended, or vCenter refused to tell of it. */
export function abandoned(
  guest: Guest,
  thrown: unknown,
  data: { readonly pid: number; readonly ended: boolean },
  { runTimeout, lastFailure }: { readonly runTimeout: number; readonly lastFailure: VCenterError | undefined },
): VCenterError {
  const ending = data.ended
    ? `The program was ended in the guest (process ${data.pid}).`
    : `The program may still run in the guest (process ${data.pid}): that it was ended could not be confirmed. Look for it there.`;
  const error =
    isTimedOut(thrown) ? tookTooLong(guest, runTimeout, lastFailure) : failureOfRun(guest, thrown);
  return new VCenterError(`${error.message} ${ending}`, error.code, {
    ...error.cause,
    outcome: "unknown",
    retryable: false,
    data: { ...error.cause.data, ...data },
  });
}

function tookTooLong(guest: Guest, runTimeout: number, lastFailure: VCenterError | undefined): VCenterError {
  const why = `the program did not end within its run timeout of ${runTimeout / 1000} s`;
  const remedy = "Look why it does not end, or set a longer run timeout in the node";
  const error = ofProgram(guest, "TIMED_OUT", "unknown", `${why}. ${remedy}.`);
  return lastFailure === undefined
    ? error
    : new VCenterError(`${error.message} The last question about it failed: ${lastFailure.message}`, error.code, error.cause);
}

/** The program has ended, but its output cannot be given. */
export function unread(guest: Guest, thrown: unknown, { exitCode, pid }: RunResult): VCenterError {
  const error = failureOfRun(guest, thrown);
  const ending =
    exitCode === undefined ? "How the program ended is not known" : `The program had ended with the exit code ${exitCode}`;
  return new VCenterError(`${error.message} ${ending} (process ${pid}).`, error.code, {
    ...error.cause,
    outcome: exitCode === undefined ? "unknown" : "done",
    retryable: false,
    data: { ...error.cause.data, exitCode: exitCode ?? null, pid },
  });
}

export function outputTooLarge(guest: Guest, program: string, size: number, limit: number): VCenterError {
  const why =
    `what "${shown(program)}" wrote has ${inMebibytes(size)}, and the limit is ${inMebibytes(limit)}.` +
    ' Raise "Size limit (MiB)" in the node, or let the program write to a file and download that to a local file.';
  return ofOutput(guest, "INVALID_ARGUMENT", "path", why, { reason: "FILE_TOO_LARGE", limit, size });
}

export function outputMissing(guest: Guest): VCenterError {
  const why =
    "its files are missing. Check the arguments: a comment or an open quote at their end keeps the shell from writing" +
    " them; and look whether something deletes temporary files in the guest.";
  return ofOutput(guest, "ERROR", "program", why);
}

function ofOutput(guest: Guest, code: string, subject: Subject, why: string, data?: VCenterErrorCause["data"]): VCenterError {
  return told(guest, "collect the output of a program", why, code, { subject, outcome: "done", ...(data && { data }) });
}

function ofProgram(guest: Guest, code: string, outcome: Outcome, why: string, data?: VCenterErrorCause["data"]): VCenterError {
  return told(guest, operations.createProcess.title, why, code, { subject: "program", outcome, ...(data && { data }) });
}

function told(
  { pool, place }: Guest,
  what: string,
  why: string,
  code: string,
  cause: Pick<VCenterErrorCause, "subject" | "outcome" | "data">,
): VCenterError {
  const { name } = operations.createProcess;
  const message = `Could not ${what} (VM ${shown(place.vm)} at ${pool.server}): ${why}`;
  return new VCenterError(message, code, { ...cause, retryable: false, operation: name });
}

function failureOfRun({ pool, job, place: { vm } }: Guest, thrown: unknown): VCenterError {
  return failureOf(thrown, job, pool, { operation: operations.createProcess, vm }, false);
}
