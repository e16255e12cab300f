import type { Call } from "../vcenter/caller";
import type { GuestCredentials } from "../vcenter/client";
import { createProcess, deleteProcess, getProcess } from "../vcenter/process-calls";
import { isProcessGone } from "./process-gone";

/** Where and how a process is ended: by a job, or after it. */
export interface Ending {
  readonly vm: string;
  readonly credentials: GuestCredentials;
  readonly send: <T>(call: Call<T>) => Promise<T>;
  readonly pause: (ms: number) => Promise<void>;
}

/** A process that was started; `isShell`: it is cmd.exe, and the program that was meant is a child of it. */
export interface Started {
  readonly pid: number;
  readonly isShell: boolean;
}

const TASKKILL = "C:\\Windows\\System32\\taskkill.exe";
const NO_SUCH_PROCESS = 128;
const LOOK_MS = 200;

/**
 * Ends a process; one that has ended is no failure. In Windows a child outlives its parent, so behind cmd.exe both are
 * ended together.
 *
 * @throws if that was not confirmed.
 */
export async function endProcess(ending: Ending, { pid, isShell }: Started): Promise<void> {
  try {
    await (isShell && endTree(ending, pid));
  } finally {
    await endOne(ending, pid);
  }
}

async function endOne({ vm, credentials, send }: Ending, pid: number): Promise<void> {
  try {
    await send(deleteProcess(vm, { credentials, pid }));
  } catch (error) {
    if (!isProcessGone(error)) {
      throw error;
    }
  }
}

/** While the parent lives, its children can be found. */
async function endTree({ vm, credentials, send, pause }: Ending, pid: number): Promise<void> {
  const spec = { path: TASKKILL, arguments: `/F /T /PID ${pid}` };
  const killer = await send(createProcess(vm, { credentials, spec }));
  for (;;) {
    const { isOver, exitCode } = await send(getProcess(vm, { credentials, pid: killer }));
    if (isOver && exitCode !== 0 && exitCode !== NO_SUCH_PROCESS) {
      throw new Error(`taskkill ended with ${exitCode ?? "an unknown code"}`);
    }
    if (isOver) {
      return;
    }
    await pause(LOOK_MS);
  }
}
