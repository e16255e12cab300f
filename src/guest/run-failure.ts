import { VCenterError, type VCenterErrorCause } from "../vcenter/error";
import { operations } from "../vcenter/operations";
import { filled, type Values } from "../vcenter/template";
import { ending, shown } from "../vcenter/text";
import { OUTPUTS } from "./command";
import { failureOf } from "./failure";
import type { Guest } from "./guest";
import { inMebibytes } from "./mebibytes";
import { PROGRAM_FAILURES, type ProgramFailure } from "./program-failures";
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
    throw ofProgram(guest, PROGRAM_FAILURES.forgotten, { pid }, { ...factsOf(result), exitCode: null });
  }
  if (failOnNonZero && exitCode !== 0) {
    const facts = factsOf(result);
    throw ofProgram(guest, nonZero(facts), { pid, exitCode }, { ...facts });
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

function nonZero({ stderr, stdoutCut, stderrCut }: RunFacts): ProgramFailure {
  if (stderr === undefined) {
    return PROGRAM_FAILURES.failedUncollected;
  }
  return stdoutCut === true || stderrCut === true ? PROGRAM_FAILURES.failedCut : PROGRAM_FAILURES.failed;
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
  const error = ofProgram(guest, PROGRAM_FAILURES.slow, { seconds: runTimeout / 1000 });
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
  const values = { program: shown(program), size: inMebibytes(size), limit: inMebibytes(limit) };
  return ofOutput(guest, PROGRAM_FAILURES.outputTooLarge, values, { reason: "FILE_TOO_LARGE", limit, size });
}

export function outputMissing(guest: Guest): VCenterError {
  return ofOutput(guest, PROGRAM_FAILURES.outputMissing);
}

function ofOutput(guest: Guest, failure: ProgramFailure, values: Values = {}, data?: VCenterErrorCause["data"]): VCenterError {
  return told(guest, "collect the output of a program", failure, values, data);
}

function ofProgram(guest: Guest, failure: ProgramFailure, values: Values, data?: VCenterErrorCause["data"]): VCenterError {
  return told(guest, operations.createProcess.title, failure, values, data);
}

function told(
  { pool, place }: Guest,
  what: string,
  { code, subject, outcome, why, remedy }: ProgramFailure,
  values: Values,
  data: VCenterErrorCause["data"],
): VCenterError {
  const { name } = operations.createProcess;
  const message = `Could not ${what} (VM ${shown(place.vm)} at ${pool.server}): ${filled(why, values)}. ${remedy}.`;
  return new VCenterError(message, code, { subject, outcome, ...(data && { data }), retryable: false, operation: name });
}

function failureOfRun({ pool, job, place: { vm } }: Guest, thrown: unknown): VCenterError {
  return failureOf(thrown, job, pool, { operation: operations.createProcess, vm }, false);
}
