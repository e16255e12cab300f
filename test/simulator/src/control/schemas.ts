import { ESXI_HOST } from "../defaults";
import { PRIVILEGES } from "../model/vm";
import type { Schema } from "./input";

/** What the control calls take: README, the tables of "Driving it". */

const text: Schema = { type: "string" };
const name: Schema = { type: "string", minLength: 1 };
const textOrNull: Schema = { type: ["string", "null"] };
const flag: Schema = { type: "boolean" };
const count: Schema = { type: "integer", minimum: 0 };
const milliseconds: Schema = { type: "number", minimum: 0, maximum: 2 ** 31 - 1 };
/** RFC 3339 in UTC. */
const time: Schema = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$" };
const seconds: Schema = { type: "number", minimum: 0 };
const family: Schema = { enum: ["LINUX", "WINDOWS"] };

function object(properties: Record<string, Schema>, required: string[] = []): Schema {
  return { type: "object", properties, required, additionalProperties: false };
}

export const NOTHING = object({});

export const SETTINGS = object({
  session_idle_s: seconds,
  session_absolute_s: seconds,
  session_limit: count,
  lockout: object({ failures: count, window_s: seconds, unlock_s: seconds }),
  guest_lockout: object({ failures: count }),
  refuse_encoded_slash: { enum: [false, true, 400, 404] },
  guest_login_refusal_ms: milliseconds,
  latency_ms: milliseconds,
  message_id_dead_session: textOrNull,
  memory_field: { enum: ["memory_size_MiB", "memory_size_mib"] },
  transfer_url_host: { enum: [ESXI_HOST, "*"] },
  esxi_certificate: { enum: ["ca", "self_signed", "wrong_name"] },
  seed: { type: ["integer", "null"] },
});

export const CLOCK = object({ advance_ms: { type: "number", minimum: 0, maximum: 1e12 } }, ["advance_ms"]);

/** The keys of `[guestoperations]` in tools.conf (open-vm-tools services/plugins/vix/vixTools.c). */
const TOOLS_CONF_KEYS = [
  "disabled",
  "StartProgramInGuest",
  "ListProcessesInGuest",
  "TerminateProcessInGuest",
  "MakeDirectoryInGuest",
  "DeleteFileInGuest",
  "DeleteDirectoryInGuest",
  "MoveDirectoryInGuest",
  "MoveFileInGuest",
  "CreateTemporaryFileInGuest",
  "CreateTemporaryDirectoryInGuest",
  "ListFilesInGuest",
  "ChangeFileAttributesInGuest",
  "InitiateFileTransferFromGuest",
  "InitiateFileTransferToGuest",
];

const VM_FIELDS = {
  vm: name,
  name,
  family,
  power_state: { enum: ["POWERED_ON", "POWERED_OFF", "SUSPENDED"] },
  transition: flag,
  tools: { enum: ["running", "not_running", "dies_in_mid_call", "too_old"] },
  latency_ms: milliseconds,
  busy: flag,
  frozen: flag,
  tools_conf: object(Object.fromEntries(TOOLS_CONF_KEYS.map((key) => [key, flag]))),
  saml: flag,
  vgauth_broken: flag,
  interactive_user: textOrNull,
  interactive_answer: { enum: ["UNAUTHENTICATED", "SERVICE_UNAVAILABLE", "ERROR"] },
  disk: { enum: ["ok", "full", "read_only", "quota", "link_loop"] },
  free_bytes: { type: ["integer", "null"], minimum: 0 },
  names_used_up: flag,
  privileges: object(Object.fromEntries(Object.values(PRIVILEGES).map((privilege) => [privilege, flag]))),
  folder: text,
  datacenter: text,
  host: text,
  cluster: text,
  resource_pool: text,
  cpu_count: count,
  memory_size_mib: count,
};

const { vm: _vm, family: _family, ...CHANGEABLE_VM_FIELDS } = VM_FIELDS;

/** Id and family are what the VM is: they do not change. */
export const VM_CHANGE = object(CHANGEABLE_VM_FIELDS);

export const NEW_VMS = object({ count: { type: "integer", minimum: 1, maximum: 100_000 }, family, vm: object(VM_FIELDS) });

export const USER = object({
  password: text,
  home: textOrNull,
  uid: count,
  locked: flag,
  expired: flag,
  admin: flag,
  writable: { type: "array", items: name },
  saml_token: textOrNull,
});

export const END_PROCESSES = object({ vm: name, exit_code: { type: "integer" } });

export const ACCOUNT = object({ password: text }, ["password"]);

export const FILE = object(
  {
    path: name,
    type: { enum: ["FILE", "DIRECTORY", "SYMLINK", "SOCKET"] },
    mode: { type: ["string", "integer"], pattern: "^[0-7]{3,4}$", minimum: 0, maximum: 0o7777 },
    owner: name,
    group: name,
    hidden: flag,
    read_only: flag,
    last_modified: time,
    last_accessed: time,
    created: time,
    content: text,
    size: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    target: name,
  },
  ["path", "type"],
);
