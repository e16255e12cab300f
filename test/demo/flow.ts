import type { SimulatorFacts } from "../e2e/simulator-process";
import { TEMP_FILE_DEFAULTS } from "../support/flow";

export const demoPath = "/temp-file";

const tab = "demo";
const answerWithError = `
const status = { INVALID_ARGUMENT: 400, NOT_FOUND: 404, TIMED_OUT: 504 };
msg.statusCode = status[msg.error.code] || (msg.error.cause.retryable ? 503 : 502);
msg.payload = msg.error;
return msg;
`.trim();

const at = (x: number, y: number) => ({ z: tab, x, y });

function connection(simulator: SimulatorFacts): unknown[] {
  const { url, username, password, guestUsername, guestPassword } = simulator;
  const ca = { id: "demo-ca", type: "tls-config", name: "the simulator's CA", cert: "", key: "", ca: simulator.ca ?? "" };
  return [
    { ...ca, certname: "", keyname: "", caname: "", servername: "", verifyservercert: true, alpnprotocol: "" },
    {
      id: "demo-vcenter",
      type: "vcenter-connection",
      name: "simulated vCenter",
      server: url,
      tls: simulator.ca === null ? "" : "demo-ca",
      proxy: "",
      guestCredentialType: "USERNAME_PASSWORD",
      interactiveSession: false,
      timeout: 60,
      credentials: { username, password, guestUsername, guestPassword },
    },
  ];
}

function tempFile(id: string, x: number, y: number, results: string[], errors: string[]): unknown {
  return {
    id,
    type: "vcenter-guest-temp-file",
    ...at(x, y),
    ...TEMP_FILE_DEFAULTS,
    connection: "demo-vcenter",
    wires: [results, errors],
  };
}

function overHttp(): unknown[] {
  const text = { "content-type": "text/plain; charset=utf-8" };
  return [
    comment("demo-http-note", 380, 40, "POST /temp-file with vm, prefix, suffix, parent_path: answers with the path, or with msg.error"),
    { id: "demo-in", type: "http in", ...at(130, 120), name: "", url: demoPath, method: "post", upload: false, wires: [["demo-create"]] },
    tempFile("demo-create", 360, 120, ["demo-path", "demo-result"], ["demo-status", "demo-error"]),
    { id: "demo-path", type: "http response", ...at(610, 80), name: "the path", statusCode: "201", headers: text, wires: [] },
    {
      id: "demo-status",
      type: "function",
      ...at(600, 140),
      name: "error to status",
      func: answerWithError,
      outputs: 1,
      timeout: 0,
      noerr: 0,
      initialize: "",
      finalize: "",
      libs: [],
      wires: [["demo-failed"]],
    },
    { id: "demo-failed", type: "http response", ...at(800, 140), name: "msg.error", statusCode: "", headers: {}, wires: [] },
  ];
}

function comment(id: string, x: number, y: number, name: string): unknown {
  return { id, type: "comment", ...at(x, y), name, info: "", wires: [] };
}

function debug(id: string, x: number, y: number, complete: string, name: string): unknown {
  const sidebar = { active: true, tosidebar: true, console: false, tostatus: false };
  return { id, type: "debug", ...at(x, y), name, ...sidebar, complete, targetType: "msg", wires: [] };
}

function byButton(vm: string): unknown[] {
  const payload = JSON.stringify({ vm, prefix: "button-", suffix: ".txt" });
  return [
    comment("demo-button-note", 290, 240, "Press the button: the path, or the error, appears in the debug sidebar"),
    {
      id: "demo-button",
      type: "inject",
      ...at(140, 300),
      name: `a file in ${vm}`,
      props: [{ p: "payload" }],
      repeat: "",
      crontab: "",
      once: false,
      onceDelay: 0.1,
      topic: "",
      payload,
      payloadType: "json",
      wires: [["demo-create-too"]],
    },
    tempFile("demo-create-too", 360, 300, ["demo-result"], ["demo-error"]),
    debug("demo-result", 600, 280, "guest", "msg.guest"),
    debug("demo-error", 600, 340, "error", "msg.error"),
  ];
}

/** One tab: a temporary file over HTTP, and one by a button. */
export function demoFlow(simulator: SimulatorFacts, vm: string): unknown[] {
  const label = { id: tab, type: "tab", label: "Temporary file in a VM", disabled: false, info: "" };
  return [label, ...connection(simulator), ...overHttp(), ...byButton(vm)];
}
