import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { DOWNLOAD_DEFAULTS, UPLOAD_DEFAULTS, usualFlow } from "../support/flow";
import { SimulatorDriver } from "../support/simulator";
import { type NodeRedProcess, startNodeRed } from "./node-red-process";

const MEBIBYTE = 2 ** 20;
const SIZE = 1024 * MEBIBYTE;
const ALLOWED_MEBIBYTES = 64;
const GUEST_PATH = "/tmp/large";

async function writeLarge(file: string): Promise<void> {
  const handle = await open(file, "w");
  const part = randomBytes(MEBIBYTE);
  for (let written = 0; written < SIZE; written += part.length) {
    part.writeDoubleLE(written, 0);
    await handle.write(part);
  }
  await handle.close();
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: MEBIBYTE }), hash);
  return hash.digest("hex");
}

/** Resident memory of a process in MiB: now, or its peak since it was last forgotten. */
async function resident(pid: number, which: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

describe("a file of 1 GiB in a real Node-RED", () => {
  let folder: string;
  let simulator: SimulatorDriver;
  let nodeRed: NodeRedProcess;
  const local = (name: string): string => join(folder, name);

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), "vcenter-guest-large-"));
    await writeLarge(local("up"));
    simulator = await SimulatorDriver.start();
    nodeRed = await startNodeRed();
    await nodeRed.deploy(await flow());
  });
  after(async function () {
    this.timeout(30_000);
    await nodeRed.stop();
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  async function flow(): Promise<object[]> {
    const place = { z: "tab-1", x: 100, y: 100 };
    const { username, password, guestUsername, guestPassword } = simulator.address;
    const { host_map: hostMap } = await simulator.esxi();
    const config = usualFlow(simulator.address, { connection: { hostMap } }).filter(({ type }) => !["helper", "vcenter-guest-temp-file"].includes(type));
    const typed = { vm: "vm-42", vmType: "str", path: GUEST_PATH, pathType: "str", filenameType: "str", wires: [["answer"], ["failure"]] };
    return [
      ...config.map((node) => (node.id === "connection-1" ? { ...node, credentials: { username, password, guestUsername, guestPassword } } : node)),
      { ...place, id: "in-1", type: "http in", url: "/up", method: "get", upload: false, wires: [["up-1"]] },
      { ...place, id: "in-2", type: "http in", url: "/down", method: "get", upload: false, wires: [["down-1"]] },
      { ...place, id: "up-1", type: "vcenter-guest-upload", ...UPLOAD_DEFAULTS, ...typed, from: "file", filename: local("up") },
      { ...place, id: "down-1", type: "vcenter-guest-download", ...DOWNLOAD_DEFAULTS, ...typed, to: "file", filename: local("down") },
      { ...place, id: "failure", type: "change", rules: [{ t: "set", p: "payload", pt: "msg", to: "error", tot: "msg" }], wires: [["answer"]] },
      { ...place, id: "answer", type: "http response", statusCode: "200", headers: {}, wires: [] },
    ];
  }

  /** What a request to a flow is answered, and by how many MiB the memory of Node-RED was above idle at its peak. */
  async function measured(path: string): Promise<{ answer: string; growth: number }> {
    const pid = nodeRed.process.pid ?? 0;
    const idle = await resident(pid, "VmRSS");
    // Forgets the peak so far (man 5 proc_pid_clear_refs).
    await writeFile(`/proc/${pid}/clear_refs`, "5");
    const response = await nodeRed.fetch(path, { signal: AbortSignal.timeout(240_000) });
    const answer = await response.text();
    return { answer, growth: (await resident(pid, "VmHWM")) - idle };
  }

  it("arrives whole in the guest and back, and is never in memory", async function () {
    this.timeout(300_000);
    // Once for the compiler and the first buffers, with what is no part of the measurement.
    const sha256 = await digestOf(local("up"));

    const up = await measured("up");
    assert.equal(up.answer, GUEST_PATH);
    assert.deepEqual(await simulator.control("GET", `/vms/vm-42/files/digest?path=${encodeURIComponent(GUEST_PATH)}`), { size: SIZE, sha256 });

    const down = await measured("down");
    assert.equal(down.answer, local("down"));
    assert.equal(await digestOf(local("down")), sha256);

    console.log(`      peak above idle: ${Math.round(up.growth)} MiB up, ${Math.round(down.growth)} MiB down`);
    assert.ok(up.growth <= ALLOWED_MEBIBYTES, `${up.growth} MiB above idle at the upload`);
    assert.ok(down.growth <= ALLOWED_MEBIBYTES, `${down.growth} MiB above idle at the download`);
  });
});
