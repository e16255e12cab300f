import { VCenterError } from "../../vcenter/error";
import { Interrupted } from "../../vcenter/interrupted";
import { shown } from "../../vcenter/text";
import { errorOf } from "../failure";
import type { Guest } from "../guest";
import type { MarkedWork } from "./marked-work";

/** Why nobody got what was made, or may have been, by a request whose answer was lost. */
export type Doubt = "ended" | "unread" | "late" | "foreign" | "unasked" | "absent" | "repeat";

const REASONS: Readonly<Record<Doubt, string>> = {
  ended: "",
  unread: "",
  late: " The time limit left no time to look for it: a timeout of 20 s or more leaves some.",
  foreign: " Something has the name that it was to have, but is not surely the new one, so it was not taken.",
  unasked:
    " Something with the mark of this message is there, but whose it is could not be asked, since a proxy refuses paths of" +
    " the guest in a URL, so it was not taken.",
  absent: " It was not found, created once more, and that answer was lost, too.",
  repeat: " Before that, an answer to the creation was lost, and nothing was found of it.",
};

/** What has to be there again before what is left can be found and removed: by the code that tells that it is missing. */
const NEEDED: ReadonlyMap<string, string> = new Map([
  ["UNAUTHORIZED", "that right is there"],
  ["UNSUPPORTED", "VMware Tools can do that"],
]);

/** What may be there of a message: whatever a pattern finds in a directory. */
export interface Left {
  readonly directory: string;
  readonly pattern: string;
}

/** The error of a message that cannot know what its requests have made in a directory. */
export function inDoubt(thrown: unknown, guest: Guest, { directory, pattern }: Left, doubt: Doubt): VCenterError {
  const { message, code, cause } = told(thrown, guest);
  const needed = NEEDED.get(code);
  const when = needed === undefined ? "later, so" : `once ${needed}, and stays until then;`;
  const what = `What is found in "${shown(directory)}" by the pattern in cause.data is removed ${when} the message may be sent again.`;
  const data = { ...cause.data, parentPath: directory, pattern };
  return new VCenterError(`${message}${REASONS[doubt]} ${what}`, code, { ...cause, outcome: "unknown", data });
}

/** The same where the guest was to choose the directory, and has none that stays. */
export function nowhere({ message, code, cause }: VCenterError): VCenterError {
  const text =
    `${message} The directory of the guest for temporary files was gone twice, so nobody could look for it.` +
    " What it made, if anything, is removed later, so the message may be sent again.";
  return new VCenterError(text, code, cause);
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

function told(thrown: unknown, { pool, task, place, lead }: Guest): VCenterError {
  const known = thrown instanceof Interrupted ? new Interrupted(thrown.reason, true) : thrown;
  const operation = lead === undefined ? task.operation : { ...task.operation, lead };
  return errorOf(known, pool, { operation, vm: place.vm, server: pool.server });
}
