import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type NodeRedProcess, startNodeRed } from "../e2e/node-red-process";
import { until } from "../e2e/until";
import { TEMP_FILE_DEFAULTS, usualFlow } from "../support/flow";
import { ConnectProxy } from "../support/proxy";
import { CREATE_DIRECTORY, CREATE_FILE, LIST_VMS, LOG_IN, SimulatorDriver } from "../support/simulator";
import { type Canary, found } from "./canaries";
import { DELETE_FILE } from "./error-bench";

const SECRETS = {
  vcenter: 'CanaryVcenter "1\\ü',
  guest: "CanaryGuest '2 %2F+",
  named: "CanaryNamed\t3{}",
  saml: "CanarySaml<4>==",
  proxy: "CanaryProxy&5:é",
};
const PROXY_USER = "proxy-user";
const PROXY_BASIC = Buffer.from(`${PROXY_USER}:${SECRETS.proxy}`).toString("base64");

/** How far the answers to the editor go: what it may ask, and what an export holds. */
const ADMIN_PATHS = [
  "flows",
  "flow/tab-1",
  "flow/global",
  "nodes",
  "settings",
  "settings/user",
  "credentials/vcenter-connection/connection-1",
  "credentials/vcenter-guest-login/login-1",
  "credentials/vcenter-guest-login/login-2",
  "credentials/http-proxy/proxy-1",
  "context/global",
  "context/node/temp-1",
  "library/local/flows/",
];

/** A flow that answers to HTTP, with a second path whose errors go to Catch, and all that there is to see in the log. */
function flowOf(simulator: SimulatorDriver, proxy: ConnectProxy): unknown[] {
  const place = { z: "tab-1", x: 100, y: 100 };
  const tempFile = (id: string, wires: string[][], own: object = {}): object => ({
    ...TEMP_FILE_DEFAULTS,
    ...place,
    id,
    type: "vcenter-guest-temp-file",
    timeout: "payload.limit",
    timeoutType: "msg",
    wires,
    ...own,
  });
  const login = (id: string, name: string, type: string, credentials: object): object => ({
    id,
    type: "vcenter-guest-login",
    name,
    connection: "connection-1",
    guestCredentialType: type,
    interactiveSession: false,
    credentials,
  });
  // The whole message would hold the HTTP request.
  const debug = (id: string, property: string): object => ({
    ...place,
    id,
    type: "debug",
    active: true,
    tosidebar: true,
    console: true,
    tostatus: false,
    complete: property,
    targetType: "msg",
    wires: [],
  });
  const { username, guestUsername } = simulator.address;
  const config = usualFlow(simulator.address, { connection: { proxy: "proxy-1" } }).filter(({ type }) => !["helper", "vcenter-guest-temp-file"].includes(type));
  const own = { username, password: SECRETS.vcenter, guestUsername, guestPassword: SECRETS.guest };
  return [
    ...config.map((node) => (node.id === "connection-1" ? { ...node, credentials: own } : node)),
    { id: "proxy-1", type: "http proxy", name: "", url: proxy.url, noproxy: [], credentials: { username: PROXY_USER, password: SECRETS.proxy } },
    login("login-1", "named", "USERNAME_PASSWORD", { guestUsername, guestPassword: SECRETS.named }),
    login("login-2", "saml", "SAML_BEARER_TOKEN", { guestSamlToken: SECRETS.saml }),
    { ...place, id: "in-1", type: "http in", url: "/go", method: "post", upload: false, wires: [["temp-1"]] },
    { ...place, id: "in-2", type: "http in", url: "/by-name", method: "post", upload: false, wires: [["temp-2"]] },
    { ...place, id: "in-3", type: "http in", url: "/caught", method: "post", upload: false, wires: [["temp-3"]] },
    tempFile("temp-1", [["set-1"], ["set-1"]]),
    tempFile("temp-2", [["set-1"], ["set-1"]], { vmBy: "name", kind: "directory" }),
    tempFile("temp-3", [["set-1"], []]),
    { ...place, id: "catch-1", type: "catch", scope: null, uncaught: false, wires: [["set-1"]] },
    { ...place, id: "complete-1", type: "complete", scope: ["temp-1"], uncaught: false, wires: [["debug-1"]] },
    { ...place, id: "status-1", type: "status", scope: null, wires: [["debug-2"]] },
    { ...place, id: "set-1", type: "change", rules: [{ t: "set", p: "payload", pt: "msg", to: "error ? error : payload", tot: "jsonata" }], wires: [["debug-1", "out-1"]] },
    debug("debug-1", "payload"),
    debug("debug-2", "status"),
    { ...place, id: "out-1", type: "http response", statusCode: "200", headers: {}, wires: [] },
  ];
}

describe("a secret in a real Node-RED", () => {
  let simulator: SimulatorDriver;
  let proxy: ConnectProxy;
  let nodeRed: NodeRedProcess;
  before(async function () {
    this.timeout(60_000);
    simulator = await SimulatorDriver.start();
    await simulator.control("PUT", `/accounts/${encodeURIComponent(simulator.address.username)}`, { password: SECRETS.vcenter });
    await simulator.user("vm-42", simulator.address.guestUsername, { password: SECRETS.guest });
    proxy = await ConnectProxy.start();
    proxy.login = `Basic ${PROXY_BASIC}`;
    nodeRed = await startNodeRed({ settings: { logging: { console: { level: "trace", metrics: false, audit: true } }, contextStorage: { default: { module: "memory" } } } });
    await nodeRed.deploy(flowOf(simulator, proxy));
  });
  after(async function () {
    this.timeout(20_000);
    await nodeRed.stop();
    await proxy.close();
    await simulator.close();
  });

  async function canaries(): Promise<Canary[]> {
    const sent = (await simulator.requests()).flatMap(({ headers }) => [
      headers["vmware-api-session-id"] ?? "",
      (headers.authorization ?? "").replace("Basic ", ""),
    ]);
    return [...Object.values(SECRETS), PROXY_BASIC, ...new Set(sent)]
      .filter((secret) => secret !== "")
      .map((secret) => ({ name: secret.slice(0, 12), secret }));
  }

  async function answer(path: string, payload: object): Promise<string> {
    const body = JSON.stringify(payload);
    const response = await nodeRed.fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body });
    return await response.text();
  }

  /** All files below the userDir, and their names. */
  async function files(): Promise<Map<string, string>> {
    const entries = await readdir(nodeRed.userDir, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(path, "latin1")] as const)));
  }

  async function adminAnswers(): Promise<Map<string, string>> {
    const ask = async (path: string, version: string): Promise<[string, string]> => {
      const response = await nodeRed.fetch(path, { headers: { accept: "application/json", "Node-RED-API-Version": version } });
      return [`${path} ${version} ${response.status}`, await response.text()];
    };
    return new Map(await Promise.all(ADMIN_PATHS.flatMap((path) => [ask(path, "v1"), ask(path, "v2")])));
  }

  async function assertNowhere(places: Map<string, string>): Promise<void> {
    const all = await canaries();
    for (const [place, text] of places) {
      assert.deepEqual(found(text, all), [], place);
    }
  }

  it("does not come out of it", async () => {
    const echo = (operation: string): Promise<unknown> => simulator.fault({ kind: "echo", operation });
    const answers: string[] = [];
    await echo(LOG_IN);
    answers.push(await answer("go", { vm: "vm-42" }));
    await echo(LIST_VMS);
    answers.push(await answer("by-name", { vm: "edge-01" }));
    for (const guest_login of [undefined, "named", "saml"]) {
      for (const [path, vm] of [["go", "vm-42"], ["caught", "vm-42"], ["by-name", "edge-01"]] as const) {
        await echo(path === "by-name" ? CREATE_DIRECTORY : CREATE_FILE);
        answers.push(await answer(path, { vm, guest_login }));
      }
    }
    for (const text of answers) {
      assert.match(text, /"code":"ERROR".*The request was: •••/, text);
    }
    const refused = await Promise.all(["go", "caught"].map((path) => answer(path, { vm: "vm-42", guest_login: "named" })));
    assert.match(refused.join(), /UNAUTHENTICATED.*UNAUTHENTICATED/);
    assert.match(await answer("go", { vm: "vm-42" }), /^\/tmp\//);
    await assertNowhere(new Map([["answers", [...answers, ...refused].join("\n")]]));
  });

  it("does not come out when an answer comes too late and what it made cannot be deleted", async () => {
    await simulator.fault({ kind: "hang", operation: CREATE_FILE });
    await simulator.fault({ kind: "echo", operation: DELETE_FILE });
    const late = await answer("go", { vm: "vm-42", limit: 0.2 });
    assert.match(late, /"code":"TIMED_OUT".*"outcome":"unknown"/);
    await simulator.control("POST", "/release", {});
    await until("the log", () => (/left behind in VM vm-42/.test(nodeRed.process.log) ? true : undefined));
    await assertNowhere(new Map([["answer", late]]));
  });

  it("is not in its log", async () => {
    const { log } = nodeRed.process;
    assert.match(log, /The request was: •••/);
    assert.match(log, /vcenter-guest-temp-file\.status\.running/);
    await assertNowhere(new Map([["log", log]]));
  });

  it("is not in a file that it saves, but for the encrypted one", async () => {
    const saved = await files();
    const names = [...saved.keys()].map((path) => path.slice(nodeRed.userDir.length + 1));
    assert.ok(names.includes("flows.json") && names.includes("flows_cred.json"), names.join());
    const credentials = JSON.parse(saved.get(join(nodeRed.userDir, "flows_cred.json")) ?? "") as Record<string, unknown>;
    assert.deepEqual(Object.keys(credentials), ["$"]);
    assert.match(saved.get(join(nodeRed.userDir, "flows.json")) ?? "", /"vcenter-connection"/);
    await assertNowhere(saved);
  });

  it("is not in what the editor gets, and so in no export", async () => {
    const answers = await adminAnswers();
    assert.match(answers.get("flows v2 200") ?? "", /"vcenter-connection"/);
    const own = JSON.parse(answers.get("credentials/vcenter-connection/connection-1 v2 200") ?? "") as object;
    const { username, guestUsername } = simulator.address;
    assert.deepEqual(own, { username, guestUsername, has_password: true, has_guestPassword: true, has_guestSamlToken: false });
    const saml = JSON.parse(answers.get("credentials/vcenter-guest-login/login-2 v2 200") ?? "") as object;
    assert.deepEqual(saml, { guestUsername: "", has_guestPassword: false, has_guestSamlToken: true });
    await assertNowhere(answers);
  });

  it("survives that the editor deploys without it, and is not in what that saves", async () => {
    const { flows } = (await (await nodeRed.fetch("flows", { headers: { "Node-RED-API-Version": "v2" } })).json()) as { flows: object[] };
    await nodeRed.deploy(flows);
    assert.match(await answer("go", { vm: "vm-42" }), /^\/tmp\//);
    await assertNowhere(await files());
  });

  it("would be found if it were planted in the flow, in a credential of the wrong type, or in the log", async () => {
    const planted: Canary = { name: "planted", secret: 'Planted"Canary\\7' };
    const comment = { id: "comment-1", type: "comment", z: "tab-1", x: 100, y: 200, name: planted.secret, info: "", wires: [] };
    const flow = flowOf(simulator, proxy) as { id: string; credentials?: object }[];
    const open = flow.map((node) => (node.id === "login-1" ? { ...node, credentials: { ...node.credentials, guestUsername: planted.secret } } : node));
    await nodeRed.deploy([...open, comment]);
    await answer("go", { vm: planted.secret });
    await until("the log", () => (found(nodeRed.process.log, [planted]).length > 0 ? true : undefined));
    const places = new Map([...(await files()), ...(await adminAnswers())]);
    const where = [...places].filter(([, text]) => found(text, [planted]).length > 0).map(([place]) => place.replace(`${nodeRed.userDir}/`, ""));
    const expected = ["flows.json", "flows v1 200", "flows v2 200", "flow/tab-1 v2 200", "credentials/vcenter-guest-login/login-1 v2 200"];
    assert.deepEqual(expected.filter((place) => !where.includes(place)), [], where.join());
  });
});
