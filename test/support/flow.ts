import type { Address as SimulatorAddress } from "@vcenter-guest/simulator";
import type { Credentials, FlowNode } from "./node-red";

/** The properties of a temp-file node as its dialog leaves them. */
export const TEMP_FILE_DEFAULTS = {
  name: "",
  connection: "connection-1",
  version: 1,
  vmBy: "id",
  vm: "payload.vm",
  vmType: "msg",
  login: "payload.guest_login",
  loginType: "msg",
  kind: "file",
  prefix: "payload.prefix",
  prefixType: "msg",
  suffix: "payload.suffix",
  suffixType: "msg",
  parentPath: "payload.parent_path",
  parentPathType: "msg",
  removal: "manual",
  lifetime: "60",
  lifetimeType: "num",
  recover: false,
  timeout: "",
  timeoutType: "num",
} as const;

/** What upload, download, files and run nodes have in common. */
const FOLLOWING = {
  name: "",
  connection: "connection-1",
  version: 1,
  vmBy: "id",
  vm: "guest.vm",
  vmType: "msg",
  login: "guest.login",
  loginType: "msg",
  timeout: "",
  timeoutType: "num",
} as const;

/** The properties of an upload node as its dialog leaves them. */
export const UPLOAD_DEFAULTS = {
  ...FOLLOWING,
  path: "guest.path",
  pathType: "msg",
  from: "message",
  source: "content",
  sourceType: "msg",
  filename: "filename",
  filenameType: "msg",
  overwrite: true,
  atomic: false,
  permissions: "0600",
  permissionsType: "str",
  ownerId: "",
  ownerIdType: "num",
  groupId: "",
  groupIdType: "num",
  hidden: false,
  readOnly: false,
  createParents: false,
  verify: true,
} as const;

/** The properties of a download node as its dialog leaves them. */
export const DOWNLOAD_DEFAULTS = {
  ...FOLLOWING,
  path: "guest.path",
  pathType: "msg",
  to: "buffer",
  filename: "filename",
  filenameType: "msg",
  encoding: "utf-8",
  sizeLimit: 64,
} as const;

/** The properties of a files node as its dialog leaves them. */
export const FILES_DEFAULTS = {
  ...FOLLOWING,
  operation: "list",
  path: "guest.path",
  pathType: "msg",
  newPath: "payload.new_path",
  newPathType: "msg",
  pattern: "",
  patternType: "str",
  recursive: false,
  parents: false,
  overwrite: false,
  permissions: "",
  permissionsType: "str",
  ownerId: "",
  ownerIdType: "num",
  groupId: "",
  groupIdType: "num",
  hidden: "",
  readOnly: "",
} as const;

/** The properties of a run node as its dialog leaves them. */
export const RUN_DEFAULTS = {
  ...FOLLOWING,
  program: "payload.program",
  programType: "msg",
  args: "payload.args",
  argsType: "msg",
  workingDirectory: "",
  workingDirectoryType: "str",
  environment: "{}",
  environmentType: "json",
  wait: true,
  collect: true,
  encoding: "utf-8",
  sizeLimit: 16,
  failOnNonZero: false,
  runTimeout: 300,
} as const;

/** The properties of a VMs node as its dialog leaves them. */
export const VMS_DEFAULTS = {
  name: "",
  connection: "connection-1",
  version: 1,
  names: "payload.names",
  namesType: "msg",
  powerState: "any",
  pattern: "",
  patternType: "str",
  folders: "",
  foldersType: "str",
  clusters: "",
  clustersType: "str",
  hosts: "",
  hostsType: "str",
  datacenters: "",
  datacentersType: "str",
  resourcePools: "",
  resourcePoolsType: "str",
  timeout: "",
  timeoutType: "num",
} as const;

/** The limits of a connection as its dialog leaves them. */
const LIMITS = {
  maxConcurrent: 32,
  maxConcurrentPerVm: 1,
  queueLimit: 10_000,
  queueTimeout: 600,
  timeout: 60,
  maxAttempts: 5,
  waitForTools: 0,
} as const;

/** What a test changes in the usual flow. */
export interface FlowChanges {
  readonly connection?: Record<string, unknown>;
  readonly tempFile?: Record<string, unknown>;
  /** Ids of the nodes behind output 1 and 2. */
  readonly wires?: [string[], string[]];
  readonly more?: FlowNode[];
}

/**
 * The usual flow: `temp-1` (the temp-file node) with `connection-1` at a simulator, `ok` behind output 1 and `failed`
 * behind output 2. No id equals a property value: Node-RED would take it for a reference.
 */
export function usualFlow(address: SimulatorAddress, changes: FlowChanges = {}): FlowNode[] {
  const place = { z: "tab-1", x: 100, y: 100 };
  return [
    { id: "tab-1", type: "tab", label: "test" },
    ...tlsNodes(address),
    {
      id: "connection-1",
      type: "vcenter-connection",
      name: "test vCenter",
      server: address.url,
      tls: address.ca === null ? "" : "tls-1",
      proxy: "",
      transferTls: "",
      transferProxy: "",
      fingerprints: "",
      hostMap: "",
      guestCredentialType: "USERNAME_PASSWORD",
      interactiveSession: false,
      ...LIMITS,
      ...changes.connection,
    },
    {
      id: "temp-1",
      type: "vcenter-guest-temp-file",
      ...place,
      ...TEMP_FILE_DEFAULTS,
      ...changes.tempFile,
      wires: changes.wires ?? [["ok"], ["failed"]],
    },
    { id: "ok", type: "helper", ...place, wires: [] },
    { id: "failed", type: "helper", ...place, wires: [] },
    ...(changes.more ?? []),
  ];
}

/** The credentials of the usual flow. */
export function usualCredentials(address: SimulatorAddress, changes: Record<string, string> = {}): Credentials {
  return {
    "connection-1": {
      username: address.username,
      password: address.password,
      guestUsername: address.guestUsername,
      guestPassword: address.guestPassword,
      ...changes,
    },
  };
}

function tlsNodes({ ca }: SimulatorAddress): FlowNode[] {
  return ca === null
    ? []
    : [{ id: "tls-1", type: "tls-config", name: "", cert: "", key: "", ca, verifyservercert: true, servername: "", alpnprotocol: "" }];
}
