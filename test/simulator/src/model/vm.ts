/** What can be set for one VM. README, "VM". */

export type Family = "LINUX" | "WINDOWS";
export type PowerState = "POWERED_ON" | "POWERED_OFF" | "SUSPENDED";
export type ToolsState = "running" | "not_running" | "dies_in_mid_call" | "too_old";
export type InteractiveAnswer = "UNAUTHENTICATED" | "SERVICE_UNAVAILABLE" | "ERROR";
export type DiskState = "ok" | "full" | "read_only" | "quota" | "link_loop";

export interface VmConfig {
  vm: string;
  name: string;
  family: Family;
  power_state: PowerState;
  transition: boolean;
  tools: ToolsState;
  latency_ms: number;
  busy: boolean;
  frozen: boolean;
  tools_conf: Record<string, boolean>;
  saml: boolean;
  vgauth_broken: boolean;
  interactive_user: string | null;
  interactive_answer: InteractiveAnswer;
  disk: DiskState;
  /** Room for an upload, in bytes; null: as much as the host has. */
  free_bytes: number | null;
  names_used_up: boolean;
  privileges: Record<string, boolean>;
  folder: string;
  datacenter: string;
  host: string;
  cluster: string;
  resource_pool: string;
  cpu_count: number;
  memory_size_mib: number;
}

export const PRIVILEGES = {
  modify: "VirtualMachine.GuestOperations.Modify",
  query: "VirtualMachine.GuestOperations.Query",
  execute: "VirtualMachine.GuestOperations.Execute",
  read: "System.Read",
} as const;

export function defaultVm(vm: string, name: string, family: Family): VmConfig {
  return {
    vm,
    name,
    family,
    power_state: "POWERED_ON",
    transition: false,
    tools: "running",
    latency_ms: 0,
    busy: false,
    frozen: false,
    tools_conf: {},
    saml: true,
    vgauth_broken: false,
    interactive_user: null,
    interactive_answer: "UNAUTHENTICATED",
    disk: "ok",
    free_bytes: null,
    names_used_up: false,
    privileges: Object.fromEntries(Object.values(PRIVILEGES).map((privilege) => [privilege, true])),
    folder: "group-v4",
    datacenter: "datacenter-3",
    host: "host-12",
    cluster: "domain-c9",
    resource_pool: "resgroup-10",
    cpu_count: 2,
    memory_size_mib: 4096,
  };
}
