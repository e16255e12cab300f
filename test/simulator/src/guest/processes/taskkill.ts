import type { ProgramRun } from "./program";

const NO_SUCH_PROCESS = 128;
const REFUSED = 1;
/** What Windows gives a process that was killed so. */
const KILLED = 1;

/** `taskkill /F /T /PID n`: ends a process of the same user; a program that cmd.exe has started is a part of that here. */
export async function taskkill({ session, words, stdout, stderr }: ProgramRun): Promise<number> {
  const { machine, user } = session;
  const pid = Number(words[words.findIndex((word) => word.toLowerCase() === "/pid") + 1]);
  const process = machine.processes.running(pid);
  if (process === null) {
    await stderr.write(`ERROR: The process "${String(pid)}" not found.\r\n`);
    return NO_SUCH_PROCESS;
  }
  if (process.start.owner !== user.name && !user.admin) {
    await stderr.write(`ERROR: The process with PID ${String(pid)} could not be terminated.\r\nReason: Access is denied.\r\n`);
    return REFUSED;
  }
  process.finish(KILLED);
  await stdout.write(`SUCCESS: The process with PID ${String(pid)} has been terminated.\r\n`);
  return 0;
}
