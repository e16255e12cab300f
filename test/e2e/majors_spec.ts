import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { demoFlow } from "../demo/flow";
import type { FlowChanges } from "../support/flow";
import type { FlowNode } from "../support/node-red";
import { CREATE_FILE } from "../support/simulator";
import { openBrowser } from "./browser";
import { button, debug, loggedFlow, onEachMajor } from "./majors";
import type { DeployType, NodeRedProcess } from "./node-red-process";
import { readsTheTab } from "./reader-tab";
import { until } from "./until";

const PASSWORD = "canary-editor-password";
/** bcrypt of it. */
const HASH = "$2b$04$S4Gkd.eoNrzuzOKIXSGcnuHsNSYh/TlDZeKU4a.2g9l3b.U2Mw81G";
const settings = {
  httpAdminRoot: "/admin",
  adminAuth: {
    type: "credentials",
    users: [
      { username: "engineer", password: HASH, permissions: "*" },
      { username: "reader", password: HASH, permissions: "read" },
    ],
  },
  // Without its cache, every value of a context is really read from a file, which takes a moment.
  contextStorage: { default: { module: "localfilesystem", config: { cache: false } } },
};

const place = { z: "tab-1", x: 100, y: 100 };
const VM = { vm: "vm-42", prefix: "job-", suffix: ".json" };
const base = (more: FlowNode[] = []): FlowChanges => ({ more: [button("go", VM, "temp-1"), button("go-nowhere", {}, "temp-1"), ...more] });

onEachMajor("with users, an admin root and a context on disk,", settings, (major) => {
  let visitor: NodeRedProcess;
  let reader: NodeRedProcess;
  const flow = (changes: FlowChanges = base()): FlowNode[] => loggedFlow(major.simulator, changes);
  const isFile = async (path: unknown): Promise<void> => assert.equal((await major.simulator.file("vm-42", String(path))).size, 0);

  before(async () => {
    visitor = major.nodeRed;
    reader = await visitor.loggedIn("reader", PASSWORD);
    major.nodeRed = await visitor.loggedIn("engineer", PASSWORD);
  });
  beforeEach(() => major.simulator.reset());

  it("runs the demo flow by its button and over HTTP", async () => {
    const nodes = demoFlow(major.simulator.address, "vm-42") as FlowNode[];
    await major.nodeRed.deploy(nodes.map((node) => (node.type === "debug" ? debug(node.id, String(node.z)) : node)));

    const { payload } = await major.pressed("demo-button", "demo-result");
    const body = new URLSearchParams({ vm: "vm-42", prefix: "demo-" });
    const created = await visitor.fetch("/temp-file", { method: "POST", body });

    assert.match(String(payload), /\/button-vmware\d+\.txt$/);
    await isFile(payload);
    assert.equal(created.status, 201);
    await isFile(await created.text());
  });

  it("sends the result through output 1, and the error through output 2 or to a Catch node", async () => {
    const caught = { id: "c1", type: "catch", ...place, name: "", scope: null, uncaught: false, wires: [["caught"]] };
    await major.nodeRed.deploy(flow(base([caught, debug("caught")])));

    await isFile((await major.pressed("go", "ok")).payload);
    const wired = await major.pressed("go-nowhere", "failed");
    await major.nodeRed.deploy(flow({ ...base([caught, debug("caught")]), wires: [["ok"], []] }), "nodes");
    const unwired = await major.pressed("go-nowhere", "caught");

    const { id, count } = wired.error!.source;
    assert.deepEqual([wired.error!.code, id, count], ["INVALID_ARGUMENT", "temp-1", 1]);
    assert.deepEqual([unwired.error!.code, unwired.error!.message], ["INVALID_ARGUMENT", wired.error!.message]);
  });

  const renamed = (id: string) => (nodes: FlowNode[]) => nodes.map((node) => (node.id === id ? { ...node, name: "renamed", label: "renamed" } : node));
  const rows: [type: DeployType, what: string, change: (nodes: FlowNode[]) => FlowNode[], isCanceled: boolean][] = [
    ["full", "nothing changed", (nodes) => nodes, true],
    ["reload", "nothing changed", (nodes) => nodes, true],
    ["flows", "its own tab changed", renamed("go-nowhere"), true],
    ["flows", "another tab changed", renamed("other"), false],
    ["nodes", "it changed itself", renamed("temp-1"), true],
    ["nodes", "its connection changed", renamed("connection-1"), true],
    ["nodes", "another node changed", renamed("go-nowhere"), false],
  ];
  for (const [type, what, change, isCanceled] of rows) {
    it(`${isCanceled ? "ends a message in flight with a warning" : "lets a message in flight arrive"}: deploy "${type}", ${what}`, async () => {
      const nodes = [...flow(), { id: "tab-2", type: "tab", label: "other" }, debug("other", "tab-2")];
      await major.nodeRed.deploy(nodes);
      await major.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
      const [arrived, warned] = [major.logged("ok").length, major.count(/1 messages canceled/g)];
      await major.press("go");
      await until("the call to vCenter", async () => ((await major.simulator.calls(CREATE_FILE)) > 0 ? true : undefined));

      // A node that brings its credentials along counts as changed.
      await deployed(change(nodes.map(({ credentials: known, ...node }) => node)), type);

      if (!isCanceled) {
        await until("the message", async () => {
          await major.simulator.control("POST", "/release", {});
          return major.logged("ok")[arrived];
        });
      }
      assert.equal(major.count(/1 messages canceled/g) - warned, isCanceled ? 1 : 0);
      await isFile((await major.pressed("go", "ok")).payload);
      assert.equal(major.logged("ok").length - arrived, isCanceled ? 1 : 2);
    });
  }

  /** Deploys, and lets what hangs at vCenter go on once nodes are being closed. */
  async function deployed(nodes: FlowNode[], type: DeployType): Promise<void> {
    const stops = /Stopping (modified )?(flows|nodes)/g;
    const before = major.count(stops);
    let isOver = false;
    const over = major.nodeRed.deploy(nodes, type).finally(() => (isOver = true));
    await until("the flows to stop", () => (major.count(stops) > before ? true : undefined));
    await until("the deploy", async () => {
      await major.simulator.control("POST", "/release", {});
      return isOver ? true : undefined;
    });
    await over;
  }

  it("shows a read-only user the flows and the ledger, and lets him change nothing", async () => {
    const changes = base();
    await major.nodeRed.deploy(flow({ ...changes, tempFile: { removal: "lifetime", lifetime: "60" } }));
    const { payload } = await major.pressed("go", "ok");
    const { entries } = (await reader.getJson("vcenter-guest/ledger")) as { entries: { id: string; path: string }[] };
    assert.deepEqual(entries.map(({ path }) => path), [payload]);
    const removal = `vcenter-guest/ledger/${entries[0]!.id}/remove`;

    const requests: [method: string, path: string, wanted: [visitor: number, reader: number]][] = [
      ["GET", "flows", [401, 200]],
      ["GET", "credentials/vcenter-connection/connection-1", [401, 200]],
      ["GET", "vcenter-guest/ledger", [401, 200]],
      ["GET", "vcenter-guest/operations", [401, 200]],
      ["POST", "flows", [401, 401]],
      ["POST", "inject/go", [401, 401]],
      ["POST", removal, [401, 401]],
      ["POST", `vcenter-guest/ledger/${entries[0]!.id}/forget`, [401, 401]],
      ["POST", "vcenter-guest/operations/connection-1/login", [401, 401]],
      ["POST", "vcenter-guest/operations/connection-1/probe", [401, 401]],
      ["POST", "vcenter-guest/operations/connection-1/guest-login", [401, 401]],
      ["POST", "vcenter-guest/connection/test", [401, 401]],
      ["POST", "vcenter-guest/connection/connection-1/vms", [401, 401]],
      ["GET", "/vcenter-guest/ledger", [404, 404]],
    ];
    for (const [method, path, wanted] of requests) {
      const answers = await Promise.all([visitor, reader].map((user) => user.fetch(path, { method })));
      assert.deepEqual(answers.map(({ status }) => status), wanted, `${method} ${path}`);
    }
    await isFile(payload);
    const removed = await major.nodeRed.fetch(removal, { method: "POST" });
    assert.deepEqual([removed.status, await removed.json()], [200, { id: entries[0]!.id, removed: true }]);
    await assert.rejects(isFile(payload), /404/);
  });

  it("lets a read-only user look at the tab, press nothing there, and polls no more when he is logged out", async () => {
    await major.nodeRed.deploy(flow({ ...base(), tempFile: { removal: "lifetime", lifetime: "60" } }));
    await major.pressed("go", "ok");
    const browser = await openBrowser();
    try {
      await readsTheTab(browser, visitor, PASSWORD);
    } finally {
      await browser.close();
    }
  });

  it("takes values from a context that is kept in files", async () => {
    const set = (to: string, tot: string) => ({ t: "set", p: to, pt: tot, to: `payload.${to}`, tot: "msg" });
    const keep = { ...place, id: "keep", type: "change", name: "", rules: [set("prefix", "flow"), set("suffix", "global")], wires: [["temp-1"]] };
    const tempFile = { prefixType: "flow", prefix: "prefix", suffixType: "global", suffix: "suffix" };
    await major.nodeRed.deploy(flow({ tempFile, more: [keep, button("go", VM, "keep")] }));

    const { payload } = await major.pressed("go", "ok");

    assert.match(String(payload), /\/job-vmware\d+\.json$/);
    const stored = await readFile(join(major.nodeRed.userDir, "context", "tab-1", "flow.json"), "utf8");
    assert.deepEqual(JSON.parse(stored), { prefix: "job-" });
  });

  it("uses the connection that each instance of a subflow has chosen", async () => {
    const nodes = flow(base());
    const [connection, temp] = ["connection-1", "temp-1"].map((id) => nodes.find((node) => node.id === id)!);
    const choice = (value: string) => [{ name: "CONN", type: "conf-type", value }];
    const out = [0, 1].map((port) => ({ x: 1, y: 1, wires: [{ id: "inner", port }] }));
    const elsewhere = new URL(major.simulator.address.url);
    elsewhere.hostname = "localhost";
    const instance = (id: string, value: string) => ({ ...place, id, type: "subflow:sub-1", env: choice(value), wires: [["ok"], ["failed"]] });
    await major.nodeRed.deploy([
      ...nodes,
      { ...connection!, id: "connection-2", server: elsewhere.href },
      { id: "sub-1", type: "subflow", name: "s", in: [{ x: 1, y: 1, wires: [{ id: "inner" }] }], out, env: choice("") },
      { ...temp!, id: "inner", z: "sub-1", connection: "${CONN}", wires: [[], []] },
      instance("first", "connection-1"),
      instance("second", "connection-2"),
      button("go-first", VM, "first"),
      button("go-second", VM, "second"),
    ]);

    const used = [await major.pressed("go-first", "ok"), await major.pressed("go-second", "ok")];

    assert.deepEqual(used.map(({ guest }) => guest?.server), [new URL(major.simulator.address.url).host, elsewhere.host]);
  });

  it("has written no secret and no error of its own to the log", () => {
    const { password, guestPassword } = major.simulator.address;
    const { log } = major.nodeRed.process;
    assert.deepEqual([PASSWORD, HASH, password, guestPassword].filter((secret) => log.includes(secret)), []);
    const errors = log.match(/^.*\[error\].*$/gm) ?? [];
    assert.deepEqual(errors.filter((line) => !line.includes("a deploy or the end of Node-RED ended its node")), []);
    assert.doesNotMatch(log, /Unhandled|Close timed out/);
  });
});
