import { isRecord, nothing } from "./answer";
import type { Call } from "./caller";
import { type GuestCredentials, secretsOf } from "./guest-credentials";
import { operations } from "./operations";
import { segment } from "./segment";
import type { components } from "./wire";

/** What is to be started. Without environment variables the program has those of the guest user. */
export type ProcessSpec = components["schemas"]["Vcenter.Vm.Guest.Processes.CreateSpec"];

/** A process, by the number that the guest gave it. */
export interface Process {
  readonly credentials: GuestCredentials;
  readonly pid: number;
}

/** What vCenter tells of a process. `exitCode`: `undefined` while it runs, and where nobody knows it. */
export interface ProcessState {
  readonly isOver: boolean;
  readonly exitCode?: number;
}

/** The calls on processes of a guest (CONTRACT.md section 6); each is one request. Gives the number of the process. */
export function createProcess(
  vm: string,
  body: { readonly credentials: GuestCredentials; readonly spec: ProcessSpec },
): Call<number> {
  return {
    ...common(vm, body),
    path: body.spec.path,
    operation: operations.createProcess,
    url: `${processes(vm)}?action=create`,
    body,
    read: pidOf,
  };
}

export function getProcess(vm: string, process: Process): Call<ProcessState> {
  return { ...ofProcess(vm, process), operation: operations.getProcess, url: url(vm, process, "get"), read: stateOf };
}

/** Ends it. */
export function deleteProcess(vm: string, process: Process): Call<true> {
  return { ...ofProcess(vm, process), operation: operations.deleteProcess, url: url(vm, process, "delete"), read: nothing };
}

function ofProcess(vm: string, { credentials }: Process): Pick<Call<unknown>, "vm" | "method" | "secrets" | "body"> {
  return { ...common(vm, { credentials }), body: { credentials } };
}

function common(
  vm: string,
  { credentials }: { readonly credentials: GuestCredentials },
): Pick<Call<unknown>, "vm" | "method" | "secrets"> {
  return { vm, method: "POST", secrets: secretsOf(credentials) };
}

function url(vm: string, { pid }: Process, action: "get" | "delete"): string {
  return `${processes(vm)}/${pid}?action=${action}`;
}

function processes(vm: string): string {
  return `/vcenter/vm/${segment(vm)}/guest/processes`;
}

function pidOf(body: unknown): number | undefined {
  return typeof body === "number" && Number.isSafeInteger(body) ? body : undefined;
}

/** The end is told by its time and its exit code; one that VMware Tools have not seen may have neither. */
function stateOf(body: unknown): ProcessState | undefined {
  if (!isRecord(body) || typeof body.name !== "string") {
    return undefined;
  }
  const { exit_code: exitCode, finished } = body;
  const hasCode = typeof exitCode === "number" && Number.isSafeInteger(exitCode);
  return { isOver: hasCode || typeof finished === "string", ...(hasCode && { exitCode }) };
}
