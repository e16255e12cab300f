import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { TEMP_FILE_DEFAULTS, usualCredentials, usualFlow } from "../support/flow";
import { CREATE_DIRECTORY, CREATE_FILE, SimulatorDriver } from "../support/simulator";
import { hastyNodes } from "./hasty-nodes";
import { type NodeRedProcess, startNodeRed } from "./node-red-process";
import { until } from "./until";

/** Two at once, each with a user directory of its own: a start takes most of the time. */
const LANES = 2;
const KILLS = 25;
const TIMINGS = { afterStart: 300, firstPause: 200, longestPause: 400, vmMissing: 86_400_000, secondSearch: 300, looks: [100, 200], sweeps: [300, 600, 900], patience: 20_000, look: 20, reopen: 60_000 };
/** Nodes of core that the flow does not need take most of the time of a start. */
const EXCLUDED = ["10-mqtt.js", "21-httprequest.js", "22-websocket.js", "31-tcpin.js", "32-udp.js", "90-exec.js", "10-file.js", "23-watch.js",
  "70-CSV.js", "70-HTML.js", "70-JSON.js", "70-XML.js", "70-YAML.js", "10-function.js", "80-template.js", "89-delay.js", "89-trigger.js",
  "17-split.js", "18-sort.js", "19-batch.js", "16-range.js", "12-rbe.js", "10-switch.js", "15-change.js", "21-httpin.js", "58-debug.js"];
/** What is not ours, or only looks like it. */
const NEIGHBOURS = ["job-vmware37.json", "job-abcdefghijvmware1.json", "job-.json", "precious"];
const PLACES: [string, string | null][] = [
  ["vm-42", null],
  ["vm-42", "/tmp/kept"],
  ["vm-43", "/tmp/kept"],
  ["vm-44", null],
  ["vm-44", "C:\\Windows\\Temp\\kept"],
];

describe("a Node-RED that is killed while files with a lifetime come and go", () => {
  let simulator: SimulatorDriver;
  let folder: string;
  let nodesDir: string;

  before(async function () {
    this.timeout(30_000);
    simulator = await SimulatorDriver.start();
    folder = await mkdtemp(join(tmpdir(), "vcenter-guest-killed-"));
    nodesDir = await hastyNodes(join(folder, "hasty-nodes"), TIMINGS);
    await simulator.settings({ latency_ms: 15 });
    for (const [vm, parent] of PLACES.filter(([, parent]) => parent !== null)) {
      await put(vm, parent!, "DIRECTORY");
      await Promise.all(NEIGHBOURS.map((name) => put(vm, joined(parent!, name), "FILE")));
    }
  });
  after(async () => {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  const joined = (directory: string, name: string): string => `${directory}${directory.startsWith("/") ? "/" : "\\"}${name}`;
  const put = (vm: string, path: string, type: string): Promise<unknown> =>
    simulator.control("PUT", `/vms/${vm}/files`, { path, type, ...(vm !== "vm-44" && { owner: "worker", mode: type === "FILE" ? "0600" : "0755" }) });

  /** Each place gets files and directories, one after another. */
  function flow(isBusy: boolean): unknown[] {
    const place = { z: "tab-1", x: 100, y: 100 };
    const nodes = PLACES.flatMap(([vm, parent], index) => {
      const payload = JSON.stringify({ vm, prefix: "job-", suffix: ".json", parent_path: parent });
      const props = [{ p: "payload", v: payload, vt: "json" }];
      const target = index % 2 === 0 ? "temp-file" : "temp-directory";
      return isBusy ? [{ id: `inject-${index}`, type: "inject", ...place, props, repeat: "0.2", once: true, onceDelay: "0.01", wires: [[target]] }] : [];
    });
    const temp = (kind: string) => ({ ...TEMP_FILE_DEFAULTS, id: `temp-${kind}`, type: "vcenter-guest-temp-file", ...place, kind, removal: "lifetime", lifetime: "0.004", wires: [[], []] });
    const config = usualFlow(simulator.address).filter(({ type }) => !["helper", "vcenter-guest-temp-file"].includes(type));
    return [...config, temp("file"), temp("directory"), ...nodes];
  }

  async function start(userDir: string, isBusy: boolean): Promise<NodeRedProcess> {
    await writeFile(join(userDir, "flows.json"), JSON.stringify(flow(isBusy)));
    await writeFile(join(userDir, "flows_cred.json"), JSON.stringify(usualCredentials(simulator.address)));
    return startNodeRed({ userDir, nodesDir: [nodesDir], settings: { credentialSecret: false, nodesExcludes: EXCLUDED } });
  }

  /** All that is in the directories which the files were created in. */
  async function left(): Promise<string[]> {
    const entries = async (vm: string, path: string): Promise<string[]> => (await simulator.file(vm, path)).entries ?? [];
    const own = (await entries("vm-42", "/tmp")).filter((name) => name.startsWith("vmware-worker_"));
    const folders: [string, string][] = [
      ...own.map((name): [string, string] => ["vm-42", `/tmp/${name}`]),
      ["vm-44", "C:\\Users\\worker\\AppData\\Local\\Temp"],
      ...PLACES.filter((place): place is [string, string] => place[1] !== null),
    ];
    return (await Promise.all(folders.map(async ([vm, path]) => (await entries(vm, path)).map((name) => `${vm} ${name}`)))).flat().sort();
  }

  async function deleted(): Promise<string[]> {
    const requests = (await simulator.requests()).filter(({ operation }) => operation?.endsWith("_delete") && operation.includes("Filesystem"));
    return requests.map(({ path, body }) => (body as { path?: string }).path ?? decodeURIComponent(/files\/([^?]*)/.exec(path)?.[1] ?? ""));
  }

  /** How many entries the ledger has. */
  async function open(userDir: string): Promise<number> {
    const lines = (await readFile(join(userDir, "vcenter-guest", "ledger.jsonl"), "utf8")).split("\n").slice(0, -1);
    const states = new Map(lines.map((line) => JSON.parse(line) as { mark: string; state: string }).map(({ mark, state }) => [mark, state]));
    return [...states.values()].filter((state) => state !== "closed").length;
  }

  /** @returns when it was killed, in milliseconds after its start; and how many entries the last start found. */
  async function lane(userDir: string): Promise<{ moments: number[]; found: number }> {
    await mkdir(userDir);
    const moments: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const nodeRed = await start(userDir, true);
      moments.push(Math.round(Math.random() * 1_500));
      await pause(moments.at(-1));
      process.kill(nodeRed.process.pid!, "SIGKILL");
      await nodeRed.process.exited;
      assert.doesNotMatch(nodeRed.process.log, /Another Node-RED|cannot be kept/);
    }
    const found = await open(userDir);
    const last = await start(userDir, false);
    await until("an empty ledger", async () => ((await open(userDir)) === 0 ? true : undefined));
    assert.match(last.process.log, new RegExp(`${found} temporary files or directories of before the start`));
    assert.deepEqual(await last.getJson("vcenter-guest/ledger"), { count: 0, more: 0, entries: [] });
    await last.stop();
    return { moments, found };
  }

  it("leaves nothing of ours in the guests after its last restart, and deletes nothing else", async function () {
    this.timeout(300_000);
    const lanes = await Promise.all(Array.from({ length: LANES }, (_, index) => lane(join(folder, `lane-${index}`))));

    const wanted = PLACES.flatMap(([vm, parent]) => (parent === null ? [] : NEIGHBOURS.map((name) => `${vm} ${name}`))).sort();
    assert.deepEqual(await left(), wanted);
    assert.deepEqual((await deleted()).filter((path) => !/[/\\]job-[a-z2-7]{10}vmware\d+\.json$/.test(path)), []);
    const { calls } = await simulator.counters();
    const created = (calls[CREATE_FILE] ?? 0) + (calls[CREATE_DIRECTORY] ?? 0);
    assert.ok(created > LANES * KILLS, JSON.stringify(calls));
    const found = lanes.map((lane) => lane.found);
    assert.ok(found.every((count) => count > 0), "no kill left anything behind");
    console.log(`      ${created} creations, ${found.join(" and ")} entries at the last starts; killed after ${lanes.flatMap(({ moments }) => moments).join(", ")} ms`);
  });
});
