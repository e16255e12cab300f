import { DOWNLOAD_DEFAULTS, TEMP_FILE_DEFAULTS, UPLOAD_DEFAULTS } from "../support/flow";

/** What a contender must know of the server. */
export interface Vcenter {
  readonly origin: string;
  /** A file: the server's certificate, which is its own CA. */
  readonly cert: string;
  readonly token: string;
  /** The guest login as the temp-file node sends it. */
  readonly credentials: object;
}

/** Where messages wait for their turn. */
export const ACTION = "action-1";

/** The in-between of a flow: what stands between source and sink. */
type Middle = Record<string, unknown>[];

const at = { z: "tab-1", x: 100, y: 100 };

/** Source, what is measured, and sink. `first` is the id of the first node of the middle. */
function flow({ cert }: Vcenter, first: string, middle: Middle): object[] {
  return [
    { id: "tab-1", type: "tab", label: "bench" },
    { id: "tls-1", type: "tls-config", name: "", cert: "", key: "", ca: cert, verifyservercert: true, servername: "", alpnprotocol: "" },
    { id: "source", type: "bench-source", ...at, wires: [[first]] },
    ...middle,
    { id: "sink", type: "bench-sink", ...at, wires: [] },
  ];
}

function connectionTo({ origin }: Vcenter, limits: object): Record<string, unknown> {
  return {
    id: "connection-1",
    type: "vcenter-connection",
    name: "",
    server: origin,
    tls: "tls-1",
    proxy: "",
    guestCredentialType: "USERNAME_PASSWORD",
    interactiveSession: false,
    queueLimit: 10_000,
    queueTimeout: 600,
    timeout: 60,
    maxAttempts: 5,
    waitForTools: 0,
    maxConcurrent: 64,
    maxConcurrentPerVm: 1,
    ...limits,
  };
}

/** The node of this package that sends a local file up, or gets one down. */
export function transferFlow(vcenter: Vcenter, way: "up" | "down", local: string, guest: string): object[] {
  const typed = { vm: "vm-42", vmType: "str", path: guest, pathType: "str", filename: local, filenameType: "str" };
  const node =
    way === "up"
      ? { type: "vcenter-guest-upload", ...UPLOAD_DEFAULTS, ...typed, from: "file" }
      : { type: "vcenter-guest-download", ...DOWNLOAD_DEFAULTS, ...typed, to: "file" };
  return flow(vcenter, ACTION, [connectionTo(vcenter, {}), { id: ACTION, ...at, ...node, wires: [["sink"], ["sink"]] }]);
}

/** The node of this package that makes temporary files. */
export function ourFlow(vcenter: Vcenter, limits: object): object[] {
  return flow(vcenter, ACTION, [
    connectionTo(vcenter, limits),
    { id: ACTION, type: "vcenter-guest-temp-file", ...at, ...TEMP_FILE_DEFAULTS, wires: [["sink"], ["sink"]] },
  ]);
}

/** Builds the request as a user writes it, with a token that an earlier part of the flow has kept. */
const FUNCTION = `
const { vm, prefix, suffix } = msg.payload;
msg.url = flow.get("server") + "/api/vcenter/vm/" + encodeURIComponent(vm) + "/guest/filesystem/files?action=createTemporary";
msg.headers = { "vmware-api-session-id": flow.get("token"), "content-type": "application/json" };
msg.payload = { credentials: flow.get("credentials"), prefix, suffix };
return msg;
`.trim();

/** What people build without this package: a Function node and core's `http request`, both with their defaults. */
export function coreFlow(vcenter: Vcenter): object[] {
  const kept = { server: vcenter.origin, token: vcenter.token, credentials: vcenter.credentials };
  const initialize = Object.entries(kept).map(([name, value]) => `flow.set("${name}", ${JSON.stringify(value)});`);
  return flow(vcenter, "function-1", [
    {
      id: "function-1",
      type: "function",
      ...at,
      name: "",
      func: FUNCTION,
      outputs: 1,
      timeout: 0,
      noerr: 0,
      initialize: initialize.join("\n"),
      finalize: "",
      libs: [],
      wires: [["request-1"]],
    },
    {
      id: "request-1",
      type: "http request",
      ...at,
      name: "",
      method: "POST",
      ret: "obj",
      paytoqs: "ignore",
      url: "",
      tls: "tls-1",
      persist: false,
      proxy: "",
      insecureHTTPParser: false,
      authType: "",
      senderr: false,
      headers: [],
      wires: [["sink"]],
    },
  ]);
}
