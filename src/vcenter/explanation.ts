import type { VCenterErrorCause } from "./error";
import { type Attempt, type Operation, operations } from "./operations";
import type { Values } from "./template";
import { shown } from "./text";

/** What an explanation may speak of: the facts of the failure, what was tried, and what the transport saw. */
export interface Failure extends VCenterErrorCause {
  readonly code: string;
  /** What happened on the way, as a clause without a full stop; for failures without an answer. */
  readonly detail?: string;
  /** SHA-256 of a certificate that is none of those that the connection has for its host. */
  readonly fingerprint?: string;
}

/**
 * Why it failed and what to do, each a clause or sentence without its full stop, in which `{name}` stands for one of
 * {@link valuesOf}. A user's sentence is made of it, and docs/troubleshooting.md.
 */
export interface Words {
  readonly why: string;
  readonly remedy: string;
}

/** Some of the failures of a code, told in other words; `when` says which in the document. */
export interface Case extends Partial<Words> {
  readonly when: string;
  readonly holds: (failure: Failure, attempt: Attempt) => boolean;
}

/** The first case that holds counts, else its own words. */
export interface Explanation extends Words {
  readonly cases?: readonly Case[];
}

export function valuesOf(failure: Failure, attempt: Attempt): Values {
  const { code, detail, status, path, fingerprint } = failure;
  const { operation, vm, host, mappedTo, server } = attempt;
  return {
    code,
    detail,
    status,
    path: pathOf(failure),
    vm: vm === undefined ? undefined : `VM "${shown(vm)}"`,
    fingerprint,
    host: hostOf(attempt),
    hostName: withoutPort(host ?? server),
    mappedTo: mappedTo === undefined ? undefined : shown(mappedTo),
    left: leftOf(failure, attempt),
    privilege: operation.privilege ?? "Modify",
    right: guestRight(operation),
    ofPath: path === undefined ? "" : ` "${shown(path)}", which must be a path of this guest's system`,
    statusOrDetail: detail ?? `HTTP ${status ?? "?"}`,
    statusInBrackets: inBrackets(status === undefined ? undefined : `HTTP ${status}`),
    detailInBrackets: inBrackets(detail),
    pathInBrackets: inBrackets(path),
    reasonInBrackets: inBrackets(typeof failure.data?.reason === "string" ? shown(failure.data.reason) : undefined),
  };
}

export function isTemporary({ name }: Operation): boolean {
  return name.endsWith(".createTemporary");
}

function pathOf({ data, path }: Failure): string | undefined {
  const filePath = data?.file_path;
  const named = typeof filePath === "string" && filePath !== "" ? filePath : path;
  return named === undefined ? undefined : `"${shown(named)}"`;
}

/** With the address that was tried in its place. */
function hostOf({ host = "", mappedTo }: Attempt): string {
  return mappedTo === undefined ? shown(host) : `${shown(host)} mapped to ${shown(mappedTo)}`;
}

/** The name of a host, as it stands in the lines of a connection. */
function withoutPort(host: string): string {
  return shown(host.replace(/:\d+$/, "").replace(/^\[|\]$/g, ""));
}

/** What the guest user must be allowed to do. */
function guestRight(operation: Operation): string {
  if (operation.privilege === "Execute") {
    return "run";
  }
  if (operation === operations.getProcess) {
    return "see its process";
  }
  return operation.privilege === "Query" || operation === operations.downloadUrl ? "read" : "write";
}

/** What the user has in the guest after a transfer that failed, as a sentence more. */
function leftOf({ outcome }: Failure, { operation, path, isTrial = false }: Attempt): string {
  if (isTrial) {
    return "";
  }
  const file = path === undefined ? "The file" : `The file "${shown(path)}"`;
  if (operation.kind === "read") {
    return `. ${file} exists in the guest`;
  }
  return outcome === "not_done"
    ? `. ${file} is left in the guest as it was`
    : `. ${file} in the guest may have been written`;
}

function inBrackets(text: string | undefined): string {
  return text === undefined ? "" : ` (${text})`;
}
