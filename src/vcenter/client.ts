import type { Dispatcher } from "undici";
import { isRecord } from "./answer";
import { type Call, Caller, type CallerOptions } from "./caller";
import type { VCenterError } from "./error";
import type { Flight } from "./flight";
import { secretsOf } from "./guest-credentials";
import { isGuestPath } from "./guest-path";
import { type Operation, operations, type TemporaryKind, temporaryOperation } from "./operations";
import { segment } from "./segment";
import type { LoginStanding } from "./session";
import type { components, operations as ContractOperations } from "./wire";

export type { GuestCredentials } from "./guest-credentials";

type CreateTemporaryBody =
  ContractOperations["Vcenter.Vm.Guest.Filesystem.Files_createTemporary"]["requestBody"]["content"]["application/json"];
export type VmFilter = NonNullable<ContractOperations["Vcenter.VM_list"]["parameters"]["query"]>;
type ContractSummary = components["schemas"]["Vcenter.VM.Summary"];
/** A VM in a list; what is beside its id and its name may be missing. */
export type VmSummary = Pick<ContractSummary, "vm" | "name"> & Partial<ContractSummary>;
export type GuestReadiness = components["schemas"]["Vcenter.Vm.Guest.Operations.Info"];

/** The calls on one vCenter. Each is tried once; each rejects with a VCenterError and nothing else. */
export interface Client {
  readonly isLoggedIn: boolean;
  /** Logs in, unless there is a session; every call does so by itself, too. */
  logIn(flight: Flight): Promise<void>;
  readonly login: LoginStanding;
  /** How a login with the same account went elsewhere: it counts as if it had been tried here. */
  told(refusal?: VCenterError): void;
  /** Logs in although it was refused a short time ago, within 30 s. */
  tryLogin(): Promise<void>;
  /** Waits until no login is under way, but no longer than `ms` milliseconds. */
  loginEnd(ms: number): Promise<void>;
  /**
   * @param operation as errors tell it
   * @returns the absolute path in the guest (CONTRACT.md section 4).
   */
  createTemporary(kind: TemporaryKind, vm: string, body: CreateTemporaryBody, flight: Flight, operation?: Operation): Promise<string>;
  /** A call that is described elsewhere. */
  call<T>(call: Call<T>, flight: Flight): Promise<T>;
  /** The VMs that match all filters and that the user may see (CONTRACT.md section 6). */
  listVms(filter: VmFilter, flight: Flight): Promise<VmSummary[]>;
  /** Whether VMware Tools are ready for guest operations (CONTRACT.md section 6). */
  guestOperations(vm: string, flight: Flight): Promise<GuestReadiness>;
  /** Why vCenter does not answer, as a clause; `undefined` if it does. Asks without a login, and never rejects. */
  outage(): Promise<string | undefined>;
  /**
   * Logs out and closes the sockets. Whoever calls it has ended all calls.
   *
   * @param loginWait milliseconds that a login under way is awaited, for it would leave a session behind
   */
  close(loginWait: number): Promise<void>;
}

const FOLDERS: Readonly<Record<TemporaryKind, string>> = { file: "files", directory: "directories" };

/** A client that owns its dispatcher: nothing connects before the first call. */
export function createClient(options: CallerOptions): Client {
  const caller = new Caller(options);
  return {
    get isLoggedIn() {
      return caller.isLoggedIn;
    },
    logIn: (flight) => caller.logIn(flight),
    get login() {
      return caller.login;
    },
    told: (refusal) => {
      caller.told(refusal);
    },
    tryLogin: () => caller.tryLogin(),
    loginEnd: (ms) => caller.loginEnd(ms),
    createTemporary: async (kind, vm, body, flight, operation) => caller.call(creation(kind, vm, body, operation), flight),
    call: async (call, flight) => caller.call(call, flight),
    listVms: (filter, flight) =>
      caller.call(
        { operation: operations.listVms, method: "GET", url: `/vcenter/vm${query(filter)}`, read: vmList },
        flight,
      ),
    guestOperations: async (vm, flight) =>
      caller.call(
        {
          operation: operations.guestOperations,
          vm,
          method: "GET",
          url: `/vcenter/vm/${segment(vm)}/guest/operations`,
          read: guestReadiness,
        },
        flight,
      ),
    outage: () => caller.outage(),
    close: async (loginWait) => {
      await caller.close(loginWait);
      await end(options.dispatcher);
    },
  };
}

function creation(kind: TemporaryKind, vm: string, body: CreateTemporaryBody, operation = temporaryOperation(kind)): Call<string> {
  return {
    operation,
    vm,
    path: body.parent_path,
    method: "POST",
    url: `/vcenter/vm/${segment(vm)}/guest/filesystem/${FOLDERS[kind]}?action=createTemporary`,
    body,
    secrets: secretsOf(body.credentials),
    read: guestPath,
  };
}

/** Not every dispatcher of undici can be destroyed; one that cannot, like its MockAgent, is closed. */
async function end(dispatcher: Dispatcher): Promise<void> {
  try {
    await dispatcher.destroy();
  } catch {
    await dispatcher.close();
  }
}

function query(filter: VmFilter): string {
  const parameters = new URLSearchParams(
    Object.entries(filter).flatMap(([name, values]) => values.map((value): [string, string] => [name, value])),
  );
  return `?${parameters.toString().replaceAll("+", "%20")}`;
}

function guestPath(body: unknown): string | undefined {
  return isGuestPath(body) ? body : undefined;
}

function vmList(body: unknown): VmSummary[] | undefined {
  return Array.isArray(body) && body.every(isVmSummary) ? body.map(vmSummary) : undefined;
}

function isVmSummary(entry: unknown): entry is Record<string, unknown> & Pick<VmSummary, "vm" | "name"> {
  return isRecord(entry) && isVmId(entry.vm) && typeof entry.name === "string";
}

/** The memory has two spellings (CONTRACT.md section 6). */
function vmSummary(entry: Record<string, unknown> & Pick<VmSummary, "vm" | "name">): VmSummary {
  const { vm, name, power_state: state, cpu_count: cpus } = entry;
  const memory = entry.memory_size_mib ?? entry.memory_size_MiB;
  return {
    vm,
    name,
    ...(typeof state === "string" && { power_state: state as ContractSummary["power_state"] }),
    ...(typeof cpus === "number" && { cpu_count: cpus }),
    ...(typeof memory === "number" && { memory_size_mib: memory }),
  };
}

/** It goes into URLs. */
function isVmId(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,255}$/.test(value);
}

function guestReadiness(body: unknown): GuestReadiness | undefined {
  if (!isRecord(body) || typeof body.guest_operations_ready !== "boolean") {
    return undefined;
  }
  return {
    guest_operations_ready: body.guest_operations_ready,
    interactive_guest_operations_ready: body.interactive_guest_operations_ready === true,
  };
}
