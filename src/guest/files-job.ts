import {
  createDirectory,
  type FileAttributes,
  type FileInfo,
  type FileType,
  getFile,
  moveDirectory,
  moveFile,
  updateFile,
} from "../vcenter/file-calls";
import { type Operation, operations } from "../vcenter/operations";
import type { FilesRequest } from "./files-request";
import type { Guest } from "./guest";
import { isSamePath } from "./guest-path-text";
import type { Job } from "./job";
import { pathLeft } from "./ledger/ledgers";
import { listDirectory, lookAt } from "./list-directory";
import type { Pool } from "./pool";
import { removePath } from "./remove-path";
import { runJob } from "./run-job";
import { isUrlRefused } from "./url-refused";
import type { Place } from "./work";

/** The payload, and what `msg.guest` says of the path that is there now. */
export interface FilesResult {
  readonly payload: unknown;
  readonly made?: { readonly path: string; readonly kind: "file" | "directory" };
}

const OPERATIONS: Readonly<Record<FilesRequest["operation"], Operation>> = {
  "list": operations.listFiles,
  "stat": operations.getFile,
  "make-directory": operations.createDirectory,
  "move": operations.moveFile,
  "delete": operations.deleteFile,
  "set-attributes": operations.updateFile,
};

/** @throws VCenterError only. */
export function workOnFiles(pool: Pool, job: Job, request: FilesRequest, place: Place): Promise<FilesResult> {
  const task = { operation: OPERATIONS[request.operation], place };
  return runJob(pool, job, task, (guest) => perform(guest, request));
}

async function perform(guest: Guest, request: FilesRequest): Promise<FilesResult> {
  const { path } = request;
  switch (request.operation) {
    case "list":
      return { payload: await listDirectory(guest, path, request.pattern) };
    case "stat":
      return { payload: await stat(guest, path) };
    case "make-directory":
      return make(guest, path, request.parents);
    case "move":
      return move(guest, path, request.newPath, request.overwrite);
    case "delete":
      await gone(guest, path, await removePath(guest, path, request.recursive));
      return { payload: path };
    case "set-attributes":
      await setAttributes(guest, path, request.attributes);
      return { payload: path };
  }
}

/** By the path in the URL; where a proxy refuses that, a list tells less. */
async function stat(guest: Guest, path: string): Promise<Record<string, unknown>> {
  const { credentials, place } = guest;
  try {
    const { type, size, attributes } = await guest.send(getFile(place.vm, { credentials, path }));
    return { path, type, size, ...attributesOf(attributes) };
  } catch (error) {
    if (!isUrlRefused(error)) {
      throw error;
    }
    const { type, size } = await lookAt(guest, path);
    return { path, type, size };
  }
}

/** Known fields only, flat: a file belongs to one family. */
function attributesOf({ posix_attributes: posix, win_attributes: windows, ...times }: FileInfo["attributes"]): object {
  const { last_modified, last_accessed, filesystem_family, symlink_target } = times;
  return {
    last_modified,
    last_accessed,
    filesystem_family,
    ...(symlink_target !== undefined && { symlink_target }),
    ...(posix && { permissions: posix.permissions, owner: posix.owner, group: posix.group }),
    ...(windows && { hidden: windows.hidden, read_only: windows.read_only, created: windows.created }),
  };
}

async function make(guest: Guest, path: string, parents: boolean): Promise<FilesResult> {
  const { credentials, place } = guest;
  await guest.send(createDirectory(place.vm, { credentials, path, create_parents: parents }));
  return { payload: path, made: { path, kind: "directory" } };
}

async function move(guest: Guest, path: string, newPath: string, overwrite: boolean): Promise<FilesResult> {
  const { credentials, place } = guest;
  const { type } = await lookAt(guest, path);
  const isDirectory = type === "DIRECTORY";
  const body = { credentials, path, new_path: newPath };
  await guest.send(isDirectory ? moveDirectory(place.vm, body) : moveFile(place.vm, { ...body, overwrite }));
  if (!isSamePath(path, newPath)) {
    await gone(guest, path, type);
  }
  return { payload: newPath, made: { path: newPath, kind: isDirectory ? "directory" : "file" } };
}

/** What a message has deleted or moved is not ours to remove any more. */
function gone({ pool, place }: Guest, path: string, type: FileType): Promise<void> {
  return pathLeft(pool.server, place.vm, path, type === "DIRECTORY");
}

async function setAttributes(guest: Guest, path: string, attributes: FileAttributes): Promise<void> {
  const { credentials, place } = guest;
  await guest.send(updateFile(place.vm, { credentials, path, file_attributes: attributes }));
}
