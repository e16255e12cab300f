/**
 * Why a guest operation is refused. The numbers are the guest's own result codes
 * (open-vm-tools lib/include/vix.h and vixOpenSource.h); those without a number are found out
 * on vCenter's side, before the guest is asked.
 */
export const GUEST_CODES = {
  FAIL: 1,
  OUT_OF_MEMORY: 2,
  INVALID_ARG: 3,
  FILE_NOT_FOUND: 4,
  OBJECT_IS_BUSY: 5,
  NOT_SUPPORTED: 6,
  FILE_ERROR: 7,
  DISK_FULL: 8,
  FILE_ALREADY_EXISTS: 12,
  FILE_ACCESS_ERROR: 13,
  FILE_NAME_INVALID: 22,
  PROGRAM_NOT_STARTED: 3004,
  GUEST_USER_PERMISSIONS: 3015,
  TOOLS_NOT_RUNNING: 3016,
  UNRECOGNIZED_COMMAND_IN_GUEST: 3025,
  EMPTY_PASSWORD_NOT_ALLOWED_IN_GUEST: 3033,
  INTERACTIVE_SESSION_USER_MISMATCH: 3035,
  INVALID_LOGIN_CREDENTIALS: 3050,
  NOT_A_FILE: 20_001,
  NOT_A_DIRECTORY: 20_002,
  FILE_NAME_TOO_LONG: 20_004,
  OPERATION_DISABLED: 20_005,
  DIRECTORY_NOT_EMPTY: 20_006,
  MULTIPLE_MAPPINGS: 20_007,
  NO_PERMISSION: null,
  INVALID_POWER_STATE: null,
  INVALID_STATE: null,
  TASK_IN_PROGRESS: null,
  TOOLS_UNAVAILABLE: null,
} as const;

export type GuestCode = keyof typeof GUEST_CODES;

export class GuestError extends Error {
  readonly code: GuestCode;
  readonly path: string | null;

  constructor(code: GuestCode, path: string | null = null) {
    super(path === null ? code : `${code}: ${path}`);
    this.name = "GuestError";
    this.code = code;
    this.path = path;
  }
}
