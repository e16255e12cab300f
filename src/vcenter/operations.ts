import type { operations as ContractOperations } from "./wire";

/** A call of the contract, as the client, the errors and the counters speak of it. */
export interface Operation {
  /** vAPI service and operation; stands in `cause.operation`. */
  readonly name: string;
  /** The contract's `operationId`; none of what is asked of an ESXi host. */
  readonly id?: keyof ContractOperations;
  /**
   * `read`: it changes nothing in the guest. `idempotent`: doing it twice is as doing it once. `create`: doing it twice
   * leaves two things behind.
   */
  readonly kind: "read" | "idempotent" | "create";
  /** Whether the request carries a guest login, so that a 401 has two possible causes (CONTRACT.md section 3). */
  readonly guest: boolean;
  /** Which `VirtualMachine.GuestOperations` it needs on the VM (CONTRACT.md section 6). */
  readonly privilege?: "Query" | "Modify" | "Execute";
  /** Completes the sentence "Could not ...". */
  readonly title: string;
  /** How the sentence of a failure begins, if not so. */
  readonly lead?: string;
  /** We look ourselves for what a lost answer to it leaves, so no sentence asks a person to. */
  readonly isLookedFor?: true;
}

export const operations = {
  logIn: {
    name: "session.create",
    id: "Cis.Session_create",
    kind: "read",
    guest: false,
    title: "log in to vCenter",
  },
  /** Up to the certificate; nothing is sent. */
  connect: { name: "connect", kind: "read", guest: false, title: "connect to vCenter" },
  askSession: {
    name: "session.get",
    id: "Cis.Session_get",
    kind: "read",
    guest: false,
    title: "ask vCenter whether the session lives",
  },
  listVms: {
    name: "vm.list",
    id: "Vcenter.VM_list",
    kind: "read",
    guest: false,
    title: "look up VMs",
  },
  guestOperations: {
    name: "guest.operations.get",
    id: "Vcenter.Vm.Guest.Operations_get",
    kind: "read",
    guest: false,
    title: "ask whether VMware Tools is ready",
  },
  createTemporaryFile: {
    name: "files.createTemporary",
    id: "Vcenter.Vm.Guest.Filesystem.Files_createTemporary",
    kind: "create",
    guest: true,
    privilege: "Modify",
    title: "create a temporary file",
  },
  createTemporaryDirectory: {
    name: "directories.createTemporary",
    id: "Vcenter.Vm.Guest.Filesystem.Directories_createTemporary",
    kind: "create",
    guest: true,
    privilege: "Modify",
    title: "create a temporary directory",
  },
  deleteFile: {
    name: "files.delete",
    id: "Vcenter.Vm.Guest.Filesystem.Files_delete",
    kind: "idempotent",
    guest: true,
    privilege: "Modify",
    title: "delete a file",
  },
  deleteDirectory: {
    name: "directories.delete",
    id: "Vcenter.Vm.Guest.Filesystem.Directories_delete",
    kind: "idempotent",
    guest: true,
    privilege: "Modify",
    title: "delete a directory",
  },
  listFiles: {
    name: "files.list",
    id: "Vcenter.Vm.Guest.Filesystem.Files_list",
    kind: "read",
    guest: true,
    privilege: "Query",
    title: "list files",
  },
  getFile: {
    name: "files.get",
    id: "Vcenter.Vm.Guest.Filesystem.Files_get",
    kind: "read",
    guest: true,
    privilege: "Query",
    title: "look at a file",
  },
  updateFile: {
    name: "files.update",
    id: "Vcenter.Vm.Guest.Filesystem.Files_update",
    kind: "idempotent",
    guest: true,
    privilege: "Modify",
    title: "set the attributes of a file",
  },
  moveFile: {
    name: "files.move",
    id: "Vcenter.Vm.Guest.Filesystem.Files_move",
    kind: "create",
    guest: true,
    privilege: "Modify",
    title: "move a file",
  },
  moveDirectory: {
    name: "directories.move",
    id: "Vcenter.Vm.Guest.Filesystem.Directories_move",
    kind: "create",
    guest: true,
    privilege: "Modify",
    title: "move a directory",
  },
  createDirectory: {
    name: "directories.create",
    id: "Vcenter.Vm.Guest.Filesystem.Directories_create",
    kind: "create",
    guest: true,
    privilege: "Modify",
    title: "create a directory",
  },
  /** Whether it has been there before does not matter. */
  ensureDirectory: {
    name: "directories.create",
    id: "Vcenter.Vm.Guest.Filesystem.Directories_create",
    kind: "idempotent",
    guest: true,
    privilege: "Modify",
    title: "create a directory",
  },
  uploadUrl: {
    name: "transfers.create",
    id: "Vcenter.Vm.Guest.Filesystem.Transfers_create",
    kind: "read",
    guest: true,
    privilege: "Modify",
    title: "upload a file",
  },
  downloadUrl: {
    name: "transfers.create",
    id: "Vcenter.Vm.Guest.Filesystem.Transfers_create",
    kind: "read",
    guest: true,
    privilege: "Modify",
    title: "download a file",
  },
  /** Over what is there: the same bytes twice are as once. */
  putFile: { name: "guestFile.put", kind: "idempotent", guest: false, title: "upload a file" },
  /** Only where nothing is there yet. */
  putNewFile: { name: "guestFile.put", kind: "create", guest: false, title: "upload a file" },
  fetchFile: { name: "guestFile.get", kind: "read", guest: false, title: "download a file" },
  createProcess: {
    name: "processes.create",
    id: "Vcenter.Vm.Guest.Processes_create",
    kind: "create",
    guest: true,
    privilege: "Execute",
    title: "run a program",
  },
  getProcess: {
    name: "processes.get",
    id: "Vcenter.Vm.Guest.Processes_get",
    kind: "read",
    guest: true,
    privilege: "Query",
    title: "look at a process",
  },
  deleteProcess: {
    name: "processes.delete",
    id: "Vcenter.Vm.Guest.Processes_delete",
    kind: "idempotent",
    guest: true,
    privilege: "Execute",
    title: "end a process",
  },
} as const satisfies Record<string, Operation>;

/** What the API can create as temporary. */
export type TemporaryKind = "file" | "directory";

export function temporaryOperation(kind: TemporaryKind): Operation {
  return kind === "file" ? operations.createTemporaryFile : operations.createTemporaryDirectory;
}

/** The same, whose lost answers are looked for. */
export function lookedForOperation(kind: TemporaryKind): Operation {
  return { ...temporaryOperation(kind), isLookedFor: true };
}

/** One try of an operation: what an error of it says was tried. */
export interface Attempt {
  readonly operation: Operation;
  /** `host:port` of the vCenter. */
  readonly server: string;
  /** `host:port` of the ESXi host, where it was asked. */
  readonly host?: string | undefined;
  /** `address:port` that the host map has for it. */
  readonly mappedTo?: string | undefined;
  /** Sent to vCenter, so that its logs and an error can be matched (CONTRACT.md section 8); none before sending. */
  readonly operationId?: string | undefined;
  readonly vm?: string | undefined;
  readonly path?: string | undefined;
  /** The file is removed whatever happens, so no sentence tells that it is there. */
  readonly isTrial?: boolean;
}
