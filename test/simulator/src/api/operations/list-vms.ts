import type { Settings } from "../../model/settings";
import { type VmConfig, PRIVILEGES } from "../../model/vm";
import type { Answer } from "../answer";
import type { ApiCall } from "../api-call";
import { message, VapiError } from "../vapi-error";

/** More matches than this are refused: CONTRACT.md section 6. */
const MATCH_LIMIT = 4000;

/** Query parameter to the field of a VM that must be one of its values. */
const FILTERS = {
  vms: "vm",
  names: "name",
  folders: "folder",
  datacenters: "datacenter",
  hosts: "host",
  clusters: "cluster",
  resource_pools: "resource_pool",
  power_states: "power_state",
} as const satisfies Record<string, keyof VmConfig>;

/** GET /vcenter/vm */
export function listVms({ world, match }: ApiCall): Answer {
  const matches = world.inventory
    .list()
    .map((machine) => machine.config)
    .filter((config) => config.privileges[PRIVILEGES.read] !== false && passes(config, match.query));
  if (matches.length > MATCH_LIMIT) {
    const text = `The filter matches more than ${String(MATCH_LIMIT)} virtual machines.`;
    const messages = [message("com.vmware.api.vcenter.vm.list.too_many_matches", text, String(MATCH_LIMIT))];
    throw new VapiError({ status: 500, type: "UNABLE_TO_ALLOCATE_RESOURCE", messages });
  }
  return { status: 200, body: matches.map((config) => summary(config, world.settings.memory_field)) };
}

function passes(config: VmConfig, query: URLSearchParams): boolean {
  return Object.entries(FILTERS).every(([parameter, field]) => {
    const values = query.getAll(parameter);
    return values.length === 0 || values.includes(config[field]);
  });
}

function summary(
  { vm, name, power_state, cpu_count, memory_size_mib }: VmConfig,
  memoryField: Settings["memory_field"],
): Record<string, unknown> {
  return { vm, name, power_state, cpu_count, [memoryField]: memory_size_mib };
}
