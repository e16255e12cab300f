import type { Call } from "../../src/vcenter/caller";
import type { GuestCredentials } from "../../src/vcenter/client";
import {
  createDirectory,
  deleteDirectory,
  deleteFile,
  ensureDirectory,
  getFile,
  listFiles,
  moveDirectory,
  moveFile,
  updateFile,
} from "../../src/vcenter/file-calls";
import { downloadUrl, uploadUrl } from "../../src/vcenter/transfer-calls";
import type { SimulatorDriver } from "../support/simulator";

/** A call on guest files, and what must be there before it. */
export interface FileRow {
  readonly what: string;
  readonly vm?: string;
  /** Makes the call on a path. */
  readonly call: (vm: string, credentials: GuestCredentials, path: string) => Call<unknown>;
  readonly path?: string;
  /** What is at the path, or in front of it where the call makes it. */
  readonly needs?: "FILE" | "DIRECTORY";
  readonly status: 200 | 201 | 204;
  readonly right: "Query" | "Modify";
  readonly toolsConf: string;
}

export const WINDOWS = "vm-44";
const TIMES = { last_modified: "2026-01-31T12:00:00.000Z", last_accessed: "2026-01-31T12:00:01.000Z" };
const ODD = "/srv/ü %&+?#\"'/x;y=1 .txt";

const change = { right: "Modify", status: 204 } as const;
const transfer = { right: "Modify", status: 201 } as const;
const list = { right: "Query", status: 200, toolsConf: "ListFilesInGuest" } as const;

/** All calls on guest files, with every field that they may send. */
export const FILE_ROWS: readonly FileRow[] = [
  { what: "list", call: (vm, credentials, path) => listFiles(vm, { credentials, path }), needs: "DIRECTORY", ...list },
  {
    what: "list a page with a pattern",
    call: (vm, credentials, path) =>
      listFiles(vm, { credentials, path, iteration: { size: 1, index: 0 }, filter: { match_pattern: "^x" } }),
    needs: "DIRECTORY",
    ...list,
  },
  { what: "get", call: (vm, credentials, path) => getFile(vm, { credentials, path }), needs: "FILE", ...list },
  { what: "get a path that URLs must escape", path: ODD, call: (vm, credentials, path) => getFile(vm, { credentials, path }), needs: "FILE", ...list },
  {
    what: "get of Windows",
    vm: WINDOWS,
    path: "C:\\Windows\\Temp\\ü x.ini",
    call: (vm, credentials, path) => getFile(vm, { credentials, path }),
    needs: "FILE",
    ...list,
  },
  {
    what: "update",
    call: (vm, credentials, path) =>
      updateFile(vm, { credentials, path, file_attributes: { ...TIMES, posix: { permissions: "0640", owner_id: 1000, group_id: 1000 } } }),
    needs: "FILE",
    toolsConf: "ChangeFileAttributesInGuest",
    ...change,
  },
  {
    what: "update of Windows",
    vm: WINDOWS,
    path: "C:\\Windows\\Temp\\x",
    call: (vm, credentials, path) => updateFile(vm, { credentials, path, file_attributes: { windows: { hidden: true, read_only: true } } }),
    needs: "FILE",
    toolsConf: "ChangeFileAttributesInGuest",
    ...change,
  },
  {
    what: "move a file",
    call: (vm, credentials, path) => moveFile(vm, { credentials, path, new_path: `${path}-new`, overwrite: true }),
    needs: "FILE",
    toolsConf: "MoveFileInGuest",
    ...change,
  },
  {
    what: "move a directory",
    call: (vm, credentials, path) => moveDirectory(vm, { credentials, path, new_path: `${path}-new` }),
    needs: "DIRECTORY",
    toolsConf: "MoveDirectoryInGuest",
    ...change,
  },
  {
    what: "create a directory",
    call: (vm, credentials, path) => createDirectory(vm, { credentials, path, create_parents: false }),
    toolsConf: "MakeDirectoryInGuest",
    ...change,
  },
  { what: "ensure a directory", call: (vm, credentials, path) => ensureDirectory(vm, { credentials, path }), toolsConf: "MakeDirectoryInGuest", ...change },
  {
    what: "delete a file",
    path: ODD,
    call: (vm, credentials, path) => deleteFile(vm, { credentials, path }),
    needs: "FILE",
    toolsConf: "DeleteFileInGuest",
    ...change,
  },
  {
    what: "delete a directory",
    call: (vm, credentials, path) => deleteDirectory(vm, { credentials, path, recursive: true }),
    needs: "DIRECTORY",
    toolsConf: "DeleteDirectoryInGuest",
    ...change,
  },
  {
    what: "a URL for an upload",
    call: (vm, credentials, path) =>
      uploadUrl(vm, {
        credentials,
        spec: { path, attributes: { size: 3, overwrite: true, ...TIMES, posix: { permissions: "0600", owner_id: 1000, group_id: 1000 } } },
      }),
    toolsConf: "InitiateFileTransferToGuest",
    ...transfer,
  },
  {
    what: "a URL for an upload to Windows",
    vm: WINDOWS,
    path: "C:\\Windows\\Temp\\x",
    call: (vm, credentials, path) =>
      uploadUrl(vm, { credentials, spec: { path, attributes: { size: 3, windows: { hidden: false, read_only: false } } } }),
    toolsConf: "InitiateFileTransferToGuest",
    ...transfer,
  },
  {
    what: "a URL for a download",
    call: downloadUrl,
    needs: "FILE",
    toolsConf: "InitiateFileTransferFromGuest",
    ...transfer,
  },
];

export const pathOf = ({ path = "/srv/x" }: FileRow): string => path;
export const vmOf = ({ vm = "vm-42" }: FileRow): string => vm;

/** Puts what a call needs into its VM. */
export async function prepare(simulator: SimulatorDriver, row: FileRow): Promise<void> {
  const owner = simulator.address.guestUsername;
  const mode = vmOf(row) === "vm-42" ? { owner, mode: "0755" } : {};
  const put = (path: string, type: string): Promise<unknown> =>
    simulator.control("PUT", `/vms/${vmOf(row)}/files`, { path, type, ...mode });
  await put(pathOf(row).replace(/[\\/][^\\/]*$/, ""), "DIRECTORY");
  await (row.needs !== undefined && put(pathOf(row), row.needs));
}
