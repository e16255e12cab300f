import type { VCenterErrorCause } from "./error";
import { type Attempt, type Operation, operations } from "./operations";
import { otherCertificate, withoutPort } from "./other-certificate";
import { shown } from "./text";

/** What an explanation may speak of: the facts of the failure, what was tried, and what the transport saw. */
export interface Failure extends VCenterErrorCause {
  readonly code: string;
  /** What happened on the way, as a clause without a full stop; for failures without an answer. */
  readonly detail?: string;
  /** SHA-256 of a certificate that is none of those that the connection has for its host. */
  readonly fingerprint?: string;
}

/** Why it failed and what to do, each a clause or sentence without its full stop. */
export type Explanation = readonly [why: string, remedy: string];
export type Explain = (failure: Failure, attempt: Attempt) => Explanation;

/** By `code subject` first, then by `code`; a Map, since the code is a server's word. */
export const EXPLANATIONS: ReadonlyMap<string, Explain> = new Map<string, Explain>([
  [
    "INVALID_ARGUMENT path",
    (failure, { operation }) => [
      `the guest does not accept ${pathOf(failure)}${reasonOf(failure)}`,
      isTemporary(operation)
        ? "Give an existing directory as parent path, and shorter names if they are too long"
        : "Check the path: whether it is a file, a directory or a link, and how long it is",
    ],
  ],
  [
    "INVALID_ARGUMENT message",
    (failure, { operation }) => {
      if (operation === operations.uploadUrl) {
        return [
          `the guest does not accept ${pathOf(failure)}: its directory does not exist, or it is no path of a file`,
          'Create the directory first, or choose "Make directories" in the node',
        ];
      }
      return operation.guest
        ? [
            "vCenter or the guest does not accept a value of the request",
            `Check ${isTemporary(operation) ? "prefix, suffix and parent path" : "the values of the message and the node"},` +
              " and the guest user name: it must not be empty or hold '<', '>' or '/'",
          ]
        : ["vCenter does not accept a filter", "Check the names, the ids and the power state"];
    },
  ],
  [
    "INVALID_ARGUMENT configuration",
    ({ detail }) => [
      `the TLS configuration cannot be used${inBrackets(detail)}`,
      "Check certificate, private key, passphrase and CA certificate in it",
    ],
  ],
  [
    "NOT_ALLOWED_IN_CURRENT_STATE",
    () => ["the VM is not running, or its power state is changing", "Power it on, or wait until it has started"],
  ],
  [
    "UNSUPPORTED",
    () => [
      "VMware Tools in the guest cannot do this or not with this kind of login, or it is switched off there",
      "Update VMware Tools, and look for 'disabled' entries below [guestoperations] in the guest's tools.conf",
    ],
  ],
  [
    "UNAUTHENTICATED session",
    () => [
      "vCenter refused the login",
      "Check user and password in the connection node, and whether the account is locked or expired",
    ],
  ],
  [
    "UNAUTHENTICATED guest-login",
    () => [
      "the guest refused the login",
      "Check the guest user and password (or SAML token) in the connection or guest login node, whether the account" +
        " is locked or expired, and where it runs in the desktop session, whether this user is at the desktop",
    ],
  ],
  [
    "UNAUTHORIZED session",
    () => [
      "vCenter, or a proxy in front of it, forbids the login",
      "Check the rights of the user in the connection node",
    ],
  ],
  [
    "UNAUTHORIZED",
    (failure, { operation }) =>
      operation.guest
        ? [
            "the right to do it is missing, and vCenter does not say which of two",
            `Give the vCenter user the privilege VirtualMachine.GuestOperations.${operation.privilege ?? "Modify"} on the VM, and` +
              ` check that the guest user may ${guestRight(operation)}${failure.path === undefined ? "" : ` "${shown(failure.path)}"`}`,
          ]
        : [
            "the vCenter user lacks a privilege",
            "Give it System.Read on the VM, with propagation from the folder or datacenter",
          ],
  ],
  [
    "NOT_FOUND path",
    (failure, { operation }) => [
      `${pathOf(failure)} does not exist in the guest`,
      remedyOfMissing(operation),
    ],
  ],
  [
    "ALREADY_EXISTS",
    (failure, { operation }) =>
      operation.name.endsWith(".move")
        ? ["something is already at the new path", "Choose another one, or let the node overwrite a file"]
        : [`something is already there${inBrackets(failure.path)}`, "Choose another path, or let the node overwrite a file"],
  ],
  [
    "RESOURCE_IN_USE",
    () => ["it is in use, or a directory is not empty", 'Choose "with all that is in it" in the node, or delete what is in it first'],
  ],
  [
    "NOT_FOUND vm",
    (_failure, { vm }) => [
      `vCenter has no ${vm === undefined ? "such VM" : `VM "${shown(vm)}"`} that this user can see`,
      "Check the id (like vm-42), or let the node find the VM by its name, and check the user's System.Read privilege",
    ],
  ],
  [
    "NOT_FOUND session",
    () => [
      "there is no vCenter at this address, or it does not have this API",
      "Check the server in the connection node; it must be vCenter 7.0 U2 or newer",
    ],
  ],
  [
    "RESOURCE_BUSY",
    () => [
      "the VM is busy: another guest operation, a snapshot that freezes its file systems, or no free name is left",
      "Try again later",
    ],
  ],
  [
    "SERVICE_UNAVAILABLE tools",
    () => [
      "VMware Tools is not running in the guest, or not yet ready",
      'Start or install VMware Tools, or set a longer "Tools wait (s)" in the connection node for a guest that is still' +
        " starting; a desktop session needs its user at the desktop",
    ],
  ],
  [
    "SERVICE_UNAVAILABLE session",
    () => [
      "vCenter gives no further session: too many of this user are open",
      "Close other sessions of this user, give this package a user of its own, or try again later",
    ],
  ],
  [
    "SERVICE_UNAVAILABLE",
    () => [
      "vCenter, or a proxy in front of it, cannot serve the request now",
      "Wait until vCenter has started or is less busy, then try again",
    ],
  ],
  ["UNABLE_TO_ALLOCATE_RESOURCE path", () => ["the guest has no space left", "Free space on the disk of the guest"]],
  ["UNABLE_TO_ALLOCATE_RESOURCE message", () => ["more VMs match than vCenter lists", "Narrow the filter"]],
  [
    "RESOURCE_INACCESSIBLE",
    ({ detail, outcome }) => [
      detail ?? "vCenter cannot reach the VM or its host",
      outcome === "unknown"
        ? "Look whether it happened before you repeat it, and check the network to vCenter"
        : "Check the server in the connection node, the network and its proxy, and that vCenter is running",
    ],
  ],
  [
    "UNVERIFIED_PEER",
    ({ detail, fingerprint }, { server }) =>
      fingerprint === undefined
        ? [
            detail ?? "vCenter does not trust the certificate of another server",
            "Choose a TLS configuration with the CA certificate of this vCenter in the connection node and call the server" +
              ' by a name that stands in its certificate, or enter the SHA-256 of its certificate in "Fingerprints"',
          ]
        : otherCertificate(fingerprint, withoutPort(server)),
  ],
  [
    "TIMED_OUT",
    ({ detail }) => [
      detail ?? "vCenter reported that its own time limit had passed",
      "Check that vCenter and the guest answer, or set a longer timeout",
    ],
  ],
  [
    "TIMED_OUT queue",
    () => [
      "it waited for its turn longer than the connection allows",
      'Send fewer messages at once, or set a longer "Max. wait (s)" in the connection node',
    ],
  ],
  ["CANCELED", ({ detail }) => [detail ?? "vCenter canceled the operation", "Send the message again if it is needed"]],
  [
    "OPERATION_NOT_FOUND",
    () => [
      "this vCenter does not have the call",
      "Use vCenter 7.0 U2 or newer, and check that the server in the connection node is a vCenter",
    ],
  ],
  [
    "UNEXPECTED_INPUT",
    () => [
      "this vCenter does not know a field of the request",
      "Use vCenter 7.0 U2 or newer; if it is, report this as a bug of the package",
    ],
  ],
]);

function guestRight(operation: Operation): string {
  if (operation.privilege === "Execute") {
    return "run";
  }
  return operation.privilege === "Query" || operation === operations.downloadUrl ? "read" : "write";
}

function remedyOfMissing(operation: Operation): string {
  if (isTemporary(operation)) {
    return "Create the directory first, or correct the parent path";
  }
  return operation.name === operations.createDirectory.name
    ? "Make the directory above it first, or let the node make what is missing above"
    : "Correct the path";
}

function isTemporary({ name }: Operation): boolean {
  return name.endsWith(".createTemporary");
}

function pathOf({ data, path }: Failure): string {
  const filePath = data?.file_path;
  const named = typeof filePath === "string" && filePath !== "" ? filePath : path;
  return named === undefined ? "the path" : `"${shown(named)}"`;
}

function reasonOf({ data }: Failure): string {
  return inBrackets(typeof data?.reason === "string" ? shown(data.reason) : undefined);
}

function inBrackets(text: string | undefined): string {
  return text === undefined ? "" : ` (${text})`;
}
