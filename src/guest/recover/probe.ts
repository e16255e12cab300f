import { getFile } from "../../vcenter/file-calls";
import { VCenterError } from "../../vcenter/error";
import { shown } from "../../vcenter/text";
import { aside } from "../aside";
import type { Guest } from "../guest";
import { isWindowsPath, parentOf } from "../guest-path-text";
import type { Keeper } from "../ledger/keeper";
import { hasMark } from "../ledger/mark";
import { removeLeftover } from "../remove-path";
import { isUrlRefused } from "../url-refused";
import { WaitingWith } from "../waiting-with";
import { MarkedWork } from "./marked-work";

/** A directory of a guest, and the number of the user whom a guest login makes there the owner of what it creates. */
export interface Home {
  readonly directory: string;
  /** None in Windows, or where nobody could be asked. */
  readonly owner: number | undefined;
}

const WANTED = { kind: "file", prefix: "node-red-", suffix: "" } as const;

/**
 * Creates a file and deletes it, to learn where the guest puts it, and whose it is. Its requests are no attempts of the job.
 *
 * @param parentPath the directory in question; none: the one that the guest chooses
 * @throws VCenterError, `not_done`: what may be left of it is swept; Interrupted.
 */
export function probe(guest: Guest, keeper: Keeper, parentPath?: string): Promise<Home> {
  const wanted = parentPath === undefined ? WANTED : { ...WANTED, parentPath };
  const waiting = new WaitingWith(guest.job);
  const steps = async (part: Guest): Promise<Home> => {
    const work = new MarkedWork(part.pool, wanted, part.place, keeper, guest.lead);
    part.lead = "Could not ask whose a new file is";
    try {
      const path = await made(part, work, parentPath === undefined);
      const owner = await ownerOf(part, path, (error) => {
        const why = isUrlRefused(error)
          ? "Nobody can be asked there whose a new file is, since a proxy refuses paths of the guest in a URL."
          : work.redacted(error.message, path);
        guest.job.warn(`"Find it again when the answer is lost" will not work in VM ${shown(part.place.vm)}. ${why}`);
      });
      await deleted(part, path, work);
      return { directory: parentOf(path), owner };
    } finally {
      await work.left();
    }
  };
  return aside(guest, guest.job.left, guest.task, steps, waiting).finally(() => {
    waiting.over();
  });
}

async function made(part: Guest, work: MarkedWork, isFirst: boolean): Promise<string> {
  try {
    const path = await part.call(work);
    if (hasMark(path, work.marked)) {
      return path;
    }
  } catch (error) {
    throw error instanceof VCenterError && error.cause.outcome === "unknown" ? ofProbe(error, isFirst) : error;
  }
  throw senseless(part);
}

/** What has another name than was asked for is not ours to delete. */
function senseless({ pool, place }: Guest): VCenterError {
  return new VCenterError(
    `VM ${shown(place.vm)} at ${pool.server} gave a new temporary file another name than it was asked for, so what a lost answer leaves` +
      " would not be found. Update VMware Tools, or switch recover off in the node.",
    "ERROR",
    { subject: "server", outcome: "not_done", retryable: false },
  );
}

/** It is a means: a lost answer to it does not put in doubt what the job is there for, if that has not begun. */
function ofProbe({ message, code, cause }: VCenterError, isFirst: boolean): VCenterError {
  const text = isFirst
    ? `${message} That was only a probe, which shows where the guest puts temporary files and is removed later.` +
      " The file itself was not created, so send the message again."
    : `${message} That was a probe, which shows whose a new file is and is removed later.`;
  return new VCenterError(text, code, { ...cause, outcome: "not_done" });
}

/** Only after a lost answer it is needed: a message whose answer comes is served without it. */
async function ownerOf(part: Guest, path: string, failed: (error: VCenterError) => void): Promise<number | undefined> {
  const { place, credentials } = part;
  if (isWindowsPath(path)) {
    return undefined;
  }
  try {
    const { attributes } = await part.send(getFile(place.vm, { credentials, path }));
    return attributes.posix_attributes?.owner;
  } catch (error) {
    goneOn(part, error);
    failed(error);
    return undefined;
  }
}

/** What cannot be deleted now is swept. */
async function deleted(part: Guest, path: string, work: MarkedWork): Promise<void> {
  try {
    await removeLeftover(part, "file", path, work.naming);
    await work.removed();
  } catch (error) {
    goneOn(part, error);
  }
}

/** @throws what ends the job, or is no failure of a request. */
export function goneOn({ job }: Guest, error: unknown): asserts error is VCenterError {
  if (job.hasEnded || !(error instanceof VCenterError)) {
    throw error;
  }
}
