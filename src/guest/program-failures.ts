import type { Words } from "../vcenter/explanation";
import type { Outcome, Subject } from "../vcenter/error";

/** How a program fails, or its output, where the calls to vCenter did not. Never retryable. */
export interface ProgramFailure extends Words {
  readonly code: string;
  readonly subject: Subject;
  readonly outcome: Outcome;
}

/** A user's sentence is made of the words, and docs/troubleshooting.md. */
export const PROGRAM_FAILURES = {
  forgotten: {
    code: "ERROR",
    subject: "program",
    outcome: "unknown",
    why:
      "vCenter does not know any more how the program ended (process {pid}): it forgets an exit code after 5 minutes, and" +
      " when VMware Tools or the VM restart",
    remedy: "Look in the guest whether it did its work",
  },
  failed: {
    code: "ERROR",
    subject: "program",
    outcome: "done",
    why: "it ended with the exit code {exitCode} (process {pid})",
    remedy: "Look at cause.data.stderr and cause.data.stdout",
  },
  failedCut: {
    code: "ERROR",
    subject: "program",
    outcome: "done",
    why: "it ended with the exit code {exitCode} (process {pid})",
    remedy:
      "Look at cause.data.stderr and cause.data.stdout, which have the last 4 KiB of each. To get all of it, switch off" +
      ' "An exit code other than 0 is an error" in the node and look at payload.exitCode behind it',
  },
  failedUncollected: {
    code: "ERROR",
    subject: "program",
    outcome: "done",
    why: "it ended with the exit code {exitCode} (process {pid})",
    remedy: "Look in the guest for what it says",
  },
  slow: {
    code: "TIMED_OUT",
    subject: "program",
    outcome: "unknown",
    why: "the program did not end within its run timeout of {seconds} s",
    remedy: "Look why it does not end, or set a longer run timeout in the node",
  },
  outputTooLarge: {
    code: "INVALID_ARGUMENT",
    subject: "path",
    outcome: "done",
    why: 'what "{program}" wrote has {size}, and the limit is {limit}',
    remedy: 'Raise "Size limit (MiB)" in the node, or let the program write to a file and download that to a local file',
  },
  outputMissing: {
    code: "ERROR",
    subject: "program",
    outcome: "done",
    why: "its files are missing",
    remedy:
      "Check the arguments: a comment or an open quote at their end keeps the shell from writing them; and look whether" +
      " the disk of the guest is full or read-only, or something deletes temporary files there",
  },
} as const satisfies Record<string, ProgramFailure>;
