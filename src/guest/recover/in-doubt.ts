import { VCenterError } from "../../vcenter/error";
import { errorFromException } from "../../vcenter/exception-error";
import { Interrupted } from "../../vcenter/interrupted";
import { shown } from "../../vcenter/text";
import type { Guest } from "../guest";
import { patternOf } from "../ledger/mark";
import type { MarkedWork } from "./marked-work";

/** Why nobody got what was made, or may have been, by a request whose answer was lost. */
export type Doubt = "ended" | "unread" | "late" | "foreign" | "absent";

const REASONS: Readonly<Record<Doubt, string>> = {
  ended: "",
  unread: " Before that, the answer to the creation was lost, and what it made, if anything, could not be looked for.",
  late: " The time limit left no time to look for it: a timeout of 20 s or more leaves some.",
  foreign: " Something has the name that it was to have, but is not surely the new one, so it was not taken.",
  absent: " It was not found, created once more, and that answer was lost, too.",
};

/** The error of a message that cannot know what its last request has made in a directory. */
export function inDoubt(thrown: unknown, guest: Guest, directory: string, work: MarkedWork, doubt: Doubt): VCenterError {
  const { message, code, cause } = errorOf(thrown, guest);
  const text =
    `${message}${REASONS[doubt]} What is found in "${shown(directory)}" by the pattern in cause.data is removed later,` +
    " so the message may be sent again.";
  const data = { ...cause.data, parentPath: directory, pattern: patternOf(work.marked) };
  return new VCenterError(text, code, { ...cause, outcome: "unknown", data });
}

/** An error that tells of a directory which the guest chose, without the secrets that may have been put into that. */
export function withoutSecrets({ message, code, cause }: VCenterError, directory: string, work: MarkedWork): VCenterError {
  const safe = (text: string): string => work.redacted(text, directory);
  const { path, data } = cause;
  return new VCenterError(safe(message), code, {
    ...cause,
    ...(path !== undefined && { path: safe(path) }),
    ...(typeof data?.parentPath === "string" && { data: { ...data, parentPath: safe(data.parentPath) } }),
  });
}

function errorOf(thrown: unknown, { pool, task, place }: Guest): VCenterError {
  const known = thrown instanceof Interrupted ? new Interrupted(thrown.reason, true) : thrown;
  return errorFromException(known, { operation: task.operation, vm: place.vm, server: pool.server });
}
