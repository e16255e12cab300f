import type { SimulatorDriver } from "../support/simulator";
import type { Expected, Family, Login } from "./error-bench";

/** A condition of a guest, and what a user is told of it. */
export interface Row extends Expected {
  readonly condition: string;
  /** Both, when left out. */
  readonly family?: Family;
  readonly vm?: Record<string, unknown>;
  /** Puts the guest into the condition, as far as the fields of the VM cannot. */
  readonly prepare?: (simulator: SimulatorDriver, vm: string) => Promise<unknown>;
  /** Of the message. */
  readonly payload?: Record<string, unknown>;
  readonly login?: Login;
}

const path = { subject: "path", outcome: "not_done", retryable: false } as const;
const undeclared = { code: "ERROR", subject: "server", outcome: "unknown", retryable: false, status: 500 } as const;
const unsupported = { code: "UNSUPPORTED", subject: "tools", outcome: "not_done", retryable: false, status: 400 } as const;
const refused = { code: "UNAUTHENTICATED", subject: "guest-login", outcome: "not_done", retryable: false, status: 401 } as const;
const busy = { code: "RESOURCE_BUSY", subject: "vm", outcome: "not_done", retryable: true, status: 500 } as const;
const off = { code: "NOT_ALLOWED_IN_CURRENT_STATE", subject: "vm", outcome: "not_done", retryable: false, status: 400 } as const;
const unauthorized = { code: "UNAUTHORIZED", subject: "permission", outcome: "not_done", retryable: false, status: 403 } as const;
const unavailable = { code: "SERVICE_UNAVAILABLE", subject: "tools", outcome: "not_done", retryable: true, status: 503 } as const;
const badValue = { code: "INVALID_ARGUMENT", subject: "message", outcome: "not_done", retryable: false, status: 400 } as const;

const lookBefore = /It may have been created all the same: look before you repeat it\.$/;
const userAndPassword = /Check the guest user and password/;
const userName = /the guest user name: it must not be empty or hold '<', '>' or '\/'/;
const toolsConf = /\[guestoperations\] in the guest's tools\.conf/;

function missing(condition: string, family: Family, parent: string): Row {
  return {
    ...path,
    condition,
    family,
    payload: { parent_path: parent },
    code: "NOT_FOUND",
    status: 404,
    reason: "FILE_NOT_FOUND",
    says: [/does not exist in the guest/, /Create the directory first, or correct the parent path/],
  };
}

function notADirectory(condition: string, family: Family, parent: string, prepare: Pick<Row, "prepare"> = {}): Row {
  return {
    ...path,
    ...prepare,
    condition,
    family,
    payload: { parent_path: parent },
    code: "INVALID_ARGUMENT",
    status: 400,
    reason: "NOT_A_DIRECTORY",
    says: [/the guest does not accept ".+" \(NOT_A_DIRECTORY\)/, /Give an existing directory as parent path/],
  };
}

function tooLong(family: Family, parent: string): Row {
  return { ...notADirectory("a name in the parent path too long", family, parent), reason: "PATH_TOO_LONG", says: [/\(PATH_TOO_LONG\)/, /shorter names/] };
}

function forbidden(condition: string, family: Family, parent: string, prepare: Pick<Row, "prepare"> = {}): Row {
  const says = [/the right to do it is missing.*which of two/, /the guest user may write.*VirtualMachine\.GuestOperations\.Modify/] as const;
  return { ...unauthorized, ...prepare, condition, family, payload: { parent_path: parent }, says };
}

const put = (entry: Record<string, unknown>): Pick<Row, "prepare"> => ({
  prepare: (simulator, vm) => simulator.control("PUT", `/vms/${vm}/files`, entry),
});

const putUser = (name: string, changes: Record<string, unknown>): Pick<Row, "prepare"> => ({
  prepare: (simulator, vm) => simulator.user(vm, name, changes),
});

const LINUX_PATHS: Row[] = [
  missing("the parent path missing", "LINUX", "/tmp/nope"),
  missing("a directory on the way missing", "LINUX", "/nope/at/all"),
  missing("a dangling link as parent", "LINUX", "/tmp/link"),
  notADirectory("a file as parent", "LINUX", "/etc/hosts"),
  notADirectory("a file on the way", "LINUX", "/etc/hosts/sub"),
  notADirectory("a socket as parent", "LINUX", "/tmp/socket", put({ path: "/tmp/socket", type: "SOCKET" })),
  tooLong("LINUX", `/tmp/${"x".repeat(256)}`),
  { ...tooLong("LINUX", `/${"x/".repeat(2047)}y`), condition: "the parent path one byte too long for the guest" },
  forbidden("the parent path not writable", "LINUX", "/etc"),
  forbidden("the parent path not searchable", "LINUX", "/srv/a", put({ path: "/srv", type: "DIRECTORY", mode: "0700", owner: "root" })),
].map((row) => (row.condition.startsWith("a dangling") ? { ...row, ...put({ path: "/tmp/link", type: "SYMLINK", target: "/nope" }) } : row));

const WINDOWS_PATHS: Row[] = [
  missing("the parent path missing", "WINDOWS", "C:\\Windows\\Temp\\nope"),
  missing("a drive missing", "WINDOWS", "Q:\\Temp"),
  missing("a share missing", "WINDOWS", "\\\\server\\share\\dir"),
  notADirectory("a file as parent", "WINDOWS", "c:\\windows\\system32\\drivers\\etc\\HOSTS"),
  tooLong("WINDOWS", `C:\\${"x".repeat(256)}`),
  forbidden("the parent path not writable", "WINDOWS", "C:\\Windows\\System32"),
  forbidden("the parent path not searchable", "WINDOWS", "C:/Users/Administrator/AppData"),
  { ...badValue, condition: "a character that Windows forbids", family: "WINDOWS", payload: { prefix: "a?" }, says: [/does not accept a value/, /Check prefix, suffix and parent path/] },
];

const DISKS: Row[] = [
  {
    condition: "the disk full",
    vm: { disk: "full" },
    code: "UNABLE_TO_ALLOCATE_RESOURCE",
    subject: "path",
    outcome: "not_done",
    retryable: true,
    status: 500,
    reason: "NO_DISK_SPACE",
    says: [/the guest has no space left/, /Free space on the disk of the guest/],
  },
  ...(["read_only", "quota", "link_loop"] as const).map(
    (disk): Row => ({ ...undeclared, condition: `a disk that is ${disk}`, vm: { disk }, says: [/the server reported ERROR/, lookBefore] }),
  ),
];

const STATES: Row[] = [
  { ...busy, condition: "file systems frozen for a snapshot", vm: { frozen: true }, says: [/the VM is busy/, /Try again later/] },
  { ...busy, condition: "no name left", vm: { names_used_up: true }, says: [/no free name is left/, /Try again later/] },
  { ...busy, condition: "the VM busy", vm: { busy: true }, says: [/another guest operation/, /Try again later/] },
  { ...unsupported, condition: "all guest operations switched off", vm: { tools_conf: { disabled: true } }, says: [/it is switched off there/, toolsConf] },
  {
    ...unsupported,
    condition: "the operation switched off",
    vm: { tools_conf: { CreateTemporaryFileInGuest: true, CreateTemporaryDirectoryInGuest: true } },
    says: [/it is switched off there/, toolsConf],
  },
  { ...unsupported, condition: "Tools too old", vm: { tools: "too_old" }, says: [/VMware Tools in the guest cannot do this/, /Update VMware Tools/] },
  { ...unavailable, condition: "Tools not running", vm: { tools: "not_running" }, says: [/VMware Tools is not running/, /Start or install VMware Tools/] },
  { ...undeclared, condition: "Tools that die in mid-call", vm: { tools: "dies_in_mid_call" }, says: [/\(3016, 0\)/, lookBefore] },
  ...(["POWERED_OFF", "SUSPENDED"] as const).map(
    (power_state): Row => ({ ...off, condition: `the VM ${power_state}`, vm: { power_state }, says: [/the VM is not running/, /Power it on/] }),
  ),
  { ...off, condition: "the VM in transition", vm: { transition: true }, says: [/its power state is changing/, /wait until it has started/] },
  {
    ...unauthorized,
    condition: "the vCenter privilege missing",
    vm: { privileges: { "VirtualMachine.GuestOperations.Modify": false } },
    says: [/the right to do it is missing/, /the privilege VirtualMachine\.GuestOperations\.Modify/],
  },
];

const password = "Secret-of-nobody";
const token = "saml-token-of-nobody";

const LOGINS: Row[] = [
  { ...refused, condition: "a wrong password", login: { name: "wrong", user: "worker", password }, says: [/the guest refused the login/, userAndPassword] },
  { ...refused, condition: "an unknown user", login: { name: "unknown", user: "nobody", password }, says: [/the guest refused the login/, userAndPassword] },
  { ...refused, condition: "a locked user", ...putUser("worker", { locked: true }), says: [/the guest refused the login/, /the account is locked or expired/] },
  { ...refused, condition: "an expired user", ...putUser("worker", { expired: true }), says: [/the guest refused the login/, /the account is locked or expired/] },
  ...["a<b", "a>b", "a/b", "DOMAIN\\a\\b"].map(
    (user): Row => ({ ...badValue, condition: `the user name ${user}`, login: { name: user, user, password }, says: [/does not accept a value/, userName] }),
  ),
  {
    ...badValue,
    condition: "a password that is no UTF-8",
    login: { name: "half", user: "worker", password: "half \ud83d" },
    says: [/does not accept a value/, userName],
  },
  { ...undeclared, condition: "a login service that is broken", vm: { vgauth_broken: true }, says: [/the server reported ERROR \(HTTP 500\)/, lookBefore] },
];

/** No dialog takes an empty password, but the function in settings.js may give one. */
const emptyPassword: Login = { name: "empty password", user: "worker", password };

export function loginHook({ login }: { login: string | undefined }): object | undefined {
  return login === emptyPassword.name ? { username: "worker", password: "" } : undefined;
}

const EMPTY_PASSWORDS: Row[] = [
  { ...refused, condition: "an empty password", family: "LINUX", login: emptyPassword, says: [/the guest refused the login/, userAndPassword] },
  { ...undeclared, condition: "an empty password", family: "WINDOWS", login: emptyPassword, says: [/\(3033, 0\)/, lookBefore] },
];

const TOKENS: Row[] = [
  { ...refused, condition: "a SAML token of nobody", login: { name: "saml", user: "", token }, says: [/the guest refused the login/, /\(or SAML token\)/] },
  {
    ...refused,
    condition: "a SAML token of two users",
    login: { name: "saml", user: "", token },
    prepare: async (simulator, vm) => {
      await simulator.user(vm, "worker", { saml_token: token });
      await simulator.user(vm, "second", { saml_token: token });
    },
    says: [/the guest refused the login/, /\(or SAML token\)/],
  },
  { ...unsupported, condition: "SAML tokens switched off", vm: { saml: false }, login: { name: "saml", user: "", token }, says: [/cannot do this/, toolsConf] },
  {
    ...undeclared,
    condition: "a request larger than the guest takes",
    login: { name: "large", user: "", token: "token.of.the.largest.kind.".repeat(2600) },
    says: [/the server reported ERROR/, lookBefore],
  },
];

const desktop: Login = { name: "desktop", user: "worker", password, interactive: true };

/** Three answers have been reported for a desktop that belongs to nobody or to somebody else. */
const DESKTOPS: Row[] = [null, "somebody"].flatMap((interactive_user): Row[] => {
  const owner = interactive_user ?? "nobody";
  const vm = (interactive_answer: string): Pick<Row, "vm" | "login"> => ({ vm: { interactive_user, interactive_answer }, login: desktop });
  return [
    { ...refused, ...vm("UNAUTHENTICATED"), condition: `a desktop of ${owner}, 401`, says: [/the guest refused the login/, userAndPassword] },
    { ...undeclared, ...vm("ERROR"), condition: `a desktop of ${owner}, 500`, says: [/the server reported ERROR/, lookBefore] },
  ];
});

/** What the guest is not ready for is a desktop, not an operation as such. */
const NO_DESKTOP: Row = {
  ...unavailable,
  condition: "a desktop of nobody, 503",
  vm: { interactive_user: null, interactive_answer: "SERVICE_UNAVAILABLE" },
  login: desktop,
  says: [/VMware Tools is not running in the guest, or not yet ready/, /desktop/],
};

export const ROWS: readonly Row[] = [
  ...LINUX_PATHS,
  ...WINDOWS_PATHS,
  ...DISKS,
  ...STATES,
  ...LOGINS,
  ...EMPTY_PASSWORDS,
  ...TOKENS,
  ...DESKTOPS,
  NO_DESKTOP,
];

export const LOGINS_OF_ROWS: readonly Login[] = [
  ...new Map(ROWS.flatMap(({ login }) => (login === undefined ? [] : [[login.name, login] as const]))).values(),
];
