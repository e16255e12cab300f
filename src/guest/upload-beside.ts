import { invalid, VCenterError } from "../vcenter/error";
import { moveFile, updateFile } from "../vcenter/file-calls";
import { shown } from "../vcenter/text";
import { removedOrTold } from "./cleaned-up";
import { temporaryWork } from "./create-temporary";
import type { Guest } from "./guest";
import { parentOf } from "./guest-path-text";
import { isMissing } from "./is-missing";
import { lookAt } from "./list-directory";
import { putFile } from "./put-file";
import { removeLeftover } from "./remove-path";
import type { Upload, UploadRequest } from "./upload-request";
import { verified } from "./verified";

/** Programs that read all files of a directory usually leave out those that begin with a dot. */
const PREFIX = ".upload-";

/**
 * Fills a temporary file beside the target and moves it into its place: nobody reads half a file, and where it fails
 * the target is as it was. It is also the way for no bytes at all, which vCenter does not upload (reference
 * `guest-temp-files.md` section 6).
 */
export async function uploadBeside(guest: Guest, upload: Upload, size: number): Promise<void> {
  const { pool, place } = guest;
  const { path } = upload.request;
  await refuseLink(guest, path);
  const work = temporaryWork(pool, { kind: "file", prefix: PREFIX, suffix: "", parentPath: parentOf(path) }, place);
  const beside = await guest.call(work).catch((error: unknown) => {
    const step = "the temporary file that is put in place at the end could not be made beside it";
    throw ofUpload(guest, path, step, error, isWithoutParent(error) ? ' Or choose "Make directories" in the node.' : "");
  });
  try {
    await fill(guest, upload, beside, size);
  } catch (error) {
    const isGone = await removed(guest, upload.request, beside);
    throw failedBeside(guest, path, beside, isGone ? untouched(guest, error) : error, isGone);
  }
  try {
    await move(guest, upload.request, beside);
  } catch (error) {
    throw failedBeside(guest, path, beside, error, await removed(guest, upload.request, beside));
  }
}

/**
 * The move would put a file in place of the link, and leave what it leads to as it was. A link that leads nowhere counts
 * as missing in a list of its path (open-vm-tools vixTools.c): only a list of the whole directory would show it, one more
 * request in the guest for each new file.
 */
async function refuseLink(guest: Guest, path: string): Promise<void> {
  const found = await lookAt(guest, path).catch((error: unknown) => {
    if (!isMissing(error)) {
      throw error;
    }
  });
  if (found?.type === "SYMLINK") {
    const what = `${couldNot(guest, path)}: it is a symbolic link, which a file would replace`;
    throw invalid("path", `${what}. Give the path that the link leads to.`).with({ path });
  }
}

async function fill(guest: Guest, { request, content, hosts }: Upload, path: string, size: number): Promise<void> {
  const { posix, windows } = request.attributes;
  if (size > 0) {
    const sent = await putFile(guest, hosts, { path, overwrite: true, ...(posix && { posix }) }, content);
    if (request.verify) {
      await verified(guest, path, sent);
    }
  }
  const attributes = { ...(size === 0 && posix && { posix }), ...(windows && { windows }) };
  if (Object.keys(attributes).length > 0) {
    await guest.send(updateFile(guest.place.vm, { credentials: guest.credentials, path, file_attributes: attributes }));
  }
}

async function move(guest: Guest, { path, overwrite }: UploadRequest, beside: string): Promise<void> {
  const { credentials, place } = guest;
  await guest.send(moveFile(place.vm, { credentials, path: beside, new_path: path, overwrite }));
}

/** Whether nothing is left of the file beside the target. */
function removed(guest: Guest, { attributes }: UploadRequest, path: string): Promise<boolean> {
  return removedOrTold(guest, path, async (cleaner) => {
    if (attributes.windows?.read_only === true) {
      await makeWritable(cleaner, path);
    }
    await removeLeftover(cleaner, "file", path);
  });
}

/** Windows deletes no file that is read-only; one that is not there or not yet so is no reason to stop. */
async function makeWritable(guest: Guest, path: string): Promise<void> {
  const attributes = { windows: { read_only: false } };
  await guest
    .send(updateFile(guest.place.vm, { credentials: guest.credentials, path, file_attributes: attributes }))
    .catch(() => undefined);
}

function failedBeside(guest: Guest, path: string, beside: string, error: unknown, isGone: boolean): unknown {
  const step = `it failed at the temporary file "${shown(beside)}" beside it, which is put in place at the end`;
  return ofUpload(guest, path, step, error, isGone ? " By now it is removed." : "");
}

/** A step that fails fails the upload: that is what a person has asked for. */
function ofUpload(guest: Guest, path: string, step: string, error: unknown, left = ""): unknown {
  if (!(error instanceof VCenterError)) {
    return error;
  }
  const { message, code, cause, retryAfter } = error;
  return new VCenterError(`${couldNot(guest, path)}: ${step}. ${withoutTask(message)}${left}`, code, cause, retryAfter);
}

function couldNot({ pool, place }: Guest, path: string): string {
  return `Could not upload "${shown(path)}" (VM ${shown(place.vm)} at ${pool.server})`;
}

function isWithoutParent(error: unknown): boolean {
  return error instanceof VCenterError && error.code === "NOT_FOUND" && error.cause.subject === "path";
}

/** What failed within the step, as a sentence of its own: which VM it was is said already. */
function withoutTask(message: string): string {
  const reason = message.replace(/^Could not [^(]*\(VM [^)]*\): /, "");
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}

/** Whatever became of the bytes, they are gone, and the target was not touched. */
function untouched({ job }: Guest, error: unknown): unknown {
  job.isInDoubt = false;
  return error instanceof VCenterError ? error.with({ outcome: "not_done" }) : error;
}
