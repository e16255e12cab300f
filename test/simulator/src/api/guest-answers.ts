import { INSTANCE_UUID } from "../defaults";
import { GUEST_CODES, type GuestCode, type GuestError } from "../guest/guest-error";
import type { Machine } from "../guest/machine";
import { type Message, message, VapiError } from "./vapi-error";

/**
 * How the guest's own results come out of the REST API. Where the contract declares an answer it stands
 * here; what it has none for becomes an ERROR with two messages, as seen for vim faults in the field.
 */
interface Row {
  status: number;
  type: string;
  id: string;
  text: string;
  /** FileErrorDetails in `data`. */
  reason?: string;
}

const ID = "com.vmware.api.vcenter.vm.guest";

const ROWS: Partial<Record<GuestCode, Row>> = {
  FILE_NOT_FOUND: entry(404, "NOT_FOUND", "file_not_found", "The file or directory was not found.", "FILE_NOT_FOUND"),
  NOT_A_DIRECTORY: entry(400, "INVALID_ARGUMENT", "not_a_directory", "The path is no directory.", "NOT_A_DIRECTORY"),
  NOT_A_FILE: entry(400, "INVALID_ARGUMENT", "not_a_file", "The path is no file.", "NOT_A_FILE"),
  FILE_ALREADY_EXISTS: entry(400, "ALREADY_EXISTS", "already_exists", "The file or directory exists already."),
  FILE_NAME_TOO_LONG: entry(400, "INVALID_ARGUMENT", "path_too_long", "The path is too long.", "PATH_TOO_LONG"),
  FILE_NAME_INVALID: entry(400, "INVALID_ARGUMENT", "invalid_name", "The file name is not valid."),
  INVALID_ARG: entry(400, "INVALID_ARGUMENT", "invalid_argument", "A specified parameter was not correct."),
  DIRECTORY_NOT_EMPTY: entry(400, "RESOURCE_IN_USE", "not_empty", "The directory is not empty.", "DIRECTORY_NOT_EMPTY"),
  FILE_ACCESS_ERROR: entry(403, "UNAUTHORIZED", "cannot_access_file", "The path cannot be accessed."),
  GUEST_USER_PERMISSIONS: entry(403, "UNAUTHORIZED", "permission_denied", "The guest user may not do this."),
  DISK_FULL: entry(500, "UNABLE_TO_ALLOCATE_RESOURCE", "no_disk_space", "No space is left.", "NO_DISK_SPACE"),
  OBJECT_IS_BUSY: entry(500, "RESOURCE_BUSY", "task_in_progress", "The guest is busy."),
  TASK_IN_PROGRESS: entry(500, "RESOURCE_BUSY", "task_in_progress", "The virtual machine is busy."),
  OPERATION_DISABLED: entry(400, "UNSUPPORTED", "operation_disabled", "The operation is disabled in the guest."),
  UNRECOGNIZED_COMMAND_IN_GUEST: entry(400, "UNSUPPORTED", "components_out_of_date", "VMware Tools are too old."),
  NOT_SUPPORTED: entry(400, "UNSUPPORTED", "not_supported", "The guest does not support this login."),
  INVALID_LOGIN_CREDENTIALS: entry(401, "UNAUTHENTICATED", "invalid_guest_login", "The guest login was refused."),
  MULTIPLE_MAPPINGS: entry(401, "UNAUTHENTICATED", "multiple_mappings", "More than one guest user fits the token."),
  NO_PERMISSION: entry(403, "UNAUTHORIZED", "no_permission", "Permission to perform this operation was denied."),
  INVALID_POWER_STATE: entry(400, "NOT_ALLOWED_IN_CURRENT_STATE", "not_running", "The virtual machine is not running."),
  INVALID_STATE: entry(400, "NOT_ALLOWED_IN_CURRENT_STATE", "invalid_state", "The state does not allow this."),
  TOOLS_UNAVAILABLE: entry(503, "SERVICE_UNAVAILABLE", "tools_not_running", "VMware Tools are not running."),
};

/** The vim faults of the rest: a damaged disk has one of its own, all others come as a system error. */
const UNDECLARED_FAULTS: Partial<Record<GuestCode, string>> = { FILE_ERROR: "FileFault" };

/** The message of a refused guest login. Its id over REST is not known from any source. */
export const GUEST_LOGIN_REFUSED = message(`${ID}.invalid_guest_login`, "The guest login was refused.");

export function guestAnswer(machine: Machine, error: GuestError): VapiError {
  const code = error.code === "INTERACTIVE_SESSION_USER_MISMATCH" ? interactiveCode(machine) : error.code;
  const known = ROWS[code];
  return known === undefined ? undeclared(code) : declared(machine, code, known, error);
}

/** Three different answers have been reported for a desktop that belongs to nobody or to somebody else. */
function interactiveCode(machine: Machine): GuestCode {
  const codes = {
    UNAUTHENTICATED: "INVALID_LOGIN_CREDENTIALS",
    SERVICE_UNAVAILABLE: "TOOLS_UNAVAILABLE",
    ERROR: "INTERACTIVE_SESSION_USER_MISMATCH",
  } as const;
  return codes[machine.config.interactive_answer];
}

function declared(machine: Machine, code: GuestCode, row: Row, error: GuestError): VapiError {
  const { status, type, id, text, reason } = row;
  const messages = [messageOf(machine, id, text)];
  const data = reason === undefined || error.path === null ? {} : { data: { reason, file_path: error.path } };
  // Declared for transfers only: CONTRACT.md section 5.
  const mayBeUndeclared = code === "DISK_FULL";
  return new VapiError({ status, type, messages, mayBeUndeclared, ...data });
}

/** A refused login says nothing about what was wrong. */
function messageOf(machine: Machine, id: string, text: string): Message {
  const name = `${machine.config.vm}:${INSTANCE_UUID}`;
  return id === "invalid_guest_login" ? GUEST_LOGIN_REFUSED : message(`${ID}.${id}`, text, name);
}

function undeclared(code: GuestCode): VapiError {
  const fault = UNDECLARED_FAULTS[code] ?? "SystemError";
  const numbers = `vix error codes = (${String(GUEST_CODES[code] ?? 1)}, 0)`;
  return new VapiError({
    status: 500,
    type: "ERROR",
    messages: [
      message("com.vmware.api.vcenter.error", "An error occurred while the operation was performed."),
      message(`vmsg.${fault}.summary`, `A general system error occurred: ${numbers}`, numbers),
    ],
    mayBeUndeclared: true,
  });
}

function entry(status: number, type: string, id: string, text: string, reason?: string): Row {
  return { status, type, id, text, ...(reason === undefined ? {} : { reason }) };
}
