import { isRecord, nothing } from "./answer";
import type { Call } from "./caller";
import { type GuestCredentials, secretsOf } from "./guest-credentials";
import { operations } from "./operations";
import { segment } from "./segment";
import type { components, operations as ContractOperations } from "./wire";

type Schemas = components["schemas"];
type BodyOf<Id extends keyof ContractOperations> = ContractOperations[Id] extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? Body
  : never;

export type FileType = Schemas["Vcenter.Vm.Guest.Filesystem.Files.Type"];
export type FileAttributes = Schemas["Vcenter.Vm.Guest.Filesystem.Files.FileAttributesUpdateSpec"];
export type FileInfo = Schemas["Vcenter.Vm.Guest.Filesystem.Files.Info"];

/** One of the files of a list; `filename` is the bare name, or the path as it was given if that is no directory. */
export type ListedFile = Schemas["Vcenter.Vm.Guest.Filesystem.Files.Summary"];

/** A part of a list. */
export interface FilePage {
  readonly files: ListedFile[];
  readonly isLast: boolean;
}

/** How many more entries a list may have than were asked for, before it makes no sense. */
const MORE_THAN_ASKED = 1_000;

interface Target {
  readonly credentials: GuestCredentials;
  readonly path: string;
}

/** The calls on guest files and directories (CONTRACT.md section 6); each is one request. */
export function listFiles(vm: string, body: BodyOf<"Vcenter.Vm.Guest.Filesystem.Files_list">): Call<FilePage> {
  const most = (body.iteration?.size ?? Infinity) + MORE_THAN_ASKED;
  const read = (given: unknown): FilePage | undefined => filePage(given, most);
  return { ...common(vm, body), operation: operations.listFiles, url: `${files(vm)}?action=list`, body, read };
}

/** The path stands in the URL, which a proxy may refuse. */
export function getFile(vm: string, { credentials, path }: Target): Call<FileInfo> {
  const url = `${files(vm)}/${segment(path, "path")}?action=get`;
  return { ...common(vm, { credentials, path }), operation: operations.getFile, url, body: { credentials }, read: fileInfo };
}

export function updateFile(vm: string, body: BodyOf<"Vcenter.Vm.Guest.Filesystem.Files_update">): Call<true> {
  return { ...common(vm, body), operation: operations.updateFile, url: `${files(vm)}?action=update`, body, read: nothing };
}

export function moveFile(vm: string, body: BodyOf<"Vcenter.Vm.Guest.Filesystem.Files_move">): Call<true> {
  return { ...common(vm, body), operation: operations.moveFile, url: `${files(vm)}?action=move`, body, read: nothing };
}

export function moveDirectory(vm: string, body: BodyOf<"Vcenter.Vm.Guest.Filesystem.Directories_move">): Call<true> {
  return { ...common(vm, body), operation: operations.moveDirectory, url: `${directories(vm)}?action=move`, body, read: nothing };
}

export function createDirectory(vm: string, body: BodyOf<"Vcenter.Vm.Guest.Filesystem.Directories_create">): Call<true> {
  return { ...common(vm, body), operation: operations.createDirectory, url: `${directories(vm)}?action=create`, body, read: nothing };
}

/** As {@link createDirectory}, with all that is missing above it. */
export function ensureDirectory(vm: string, { credentials, path }: Target): Call<true> {
  return { ...createDirectory(vm, { credentials, path, create_parents: true }), operation: operations.ensureDirectory };
}

/** The path stands in the URL, which a proxy may refuse. */
export function deleteFile(vm: string, { credentials, path }: Target): Call<true> {
  const url = `${files(vm)}/${segment(path, "path")}?action=delete`;
  return { ...common(vm, { credentials, path }), operation: operations.deleteFile, url, body: { credentials }, read: nothing };
}

export function deleteDirectory(vm: string, body: BodyOf<"Vcenter.Vm.Guest.Filesystem.Directories_delete">): Call<true> {
  return { ...common(vm, body), operation: operations.deleteDirectory, url: `${directories(vm)}?action=delete`, body, read: nothing };
}

function common(vm: string, { credentials, path }: Target): Pick<Call<unknown>, "vm" | "path" | "method" | "secrets"> {
  return { vm, path, method: "POST", secrets: secretsOf(credentials) };
}

function files(vm: string): string {
  return `/vcenter/vm/${segment(vm)}/guest/filesystem/files`;
}

function directories(vm: string): string {
  return `/vcenter/vm/${segment(vm)}/guest/filesystem/directories`;
}

function filePage(body: unknown, most: number): FilePage | undefined {
  if (!isRecord(body) || !Array.isArray(body.files) || body.files.length > most || !body.files.every(isListedFile)) {
    return undefined;
  }
  const listed = body.files.map(({ filename, type, size }) => ({ filename, type, size }));
  return { files: listed, isLast: body.status === "END_OF_DATA" || listed.length === 0 };
}

function isListedFile(entry: unknown): entry is ListedFile {
  return (
    isRecord(entry) &&
    typeof entry.filename === "string" &&
    typeof entry.type === "string" &&
    Number.isInteger(entry.size)
  );
}

function fileInfo(body: unknown): FileInfo | undefined {
  const isInfo = isRecord(body) && typeof body.type === "string" && Number.isInteger(body.size) && isRecord(body.attributes);
  return isInfo ? (body as unknown as FileInfo) : undefined;
}
