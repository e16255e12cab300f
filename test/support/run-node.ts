import assert from "node:assert/strict";
import { operations } from "../../src/vcenter/operations";
import { RUN_DEFAULTS } from "./flow";
import type { Lab, Setup } from "./lab";
import type { FlowNode, Msg } from "./node-red";

/** The contract's ids of what the run node calls. */
export const CREATE_PROCESS = operations.createProcess.id;
export const GET_PROCESS = operations.getProcess.id;
export const DELETE_PROCESS = operations.deleteProcess.id;

/** A program that never ends. */
export const FOREVER = "/opt/simulator/forever";

/** A message that runs a program. */
export function program(path: string, args?: unknown, more: object = {}, vm = "vm-42"): object {
  return { guest: { vm }, payload: { program: path, args }, ...more };
}

/** What the run node sees and leaves in guests. */
export class RunBench {
  readonly lab: Lab;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** `run-1` with `ok` and `failed` behind it, beside the usual flow, whose connection knows where the ESXi host is. */
  async setup(changes: object = {}, { more = [], connection, ...setup }: Setup = {}): Promise<Setup> {
    const { host_map: hostMap } = await this.lab.simulator.esxi();
    const place = { z: "tab-1", x: 100, y: 200 };
    const node: FlowNode = { id: "run-1", type: "vcenter-guest-run", ...place, ...RUN_DEFAULTS, wires: [["ok"], ["failed"]], ...changes };
    return { ...setup, connection: { hostMap, ...connection }, more: [node, ...more] };
  }

  async load(changes: object = {}, setup: Setup = {}): Promise<void> {
    await this.lab.red.unload();
    await this.lab.load(await this.setup(changes, setup));
  }

  /** The message that a run gives. */
  async done(msg: object): Promise<Msg> {
    const { out, msg: result } = await this.lab.red.ask("run-1", { ...msg }, "ok", "failed");
    assert.equal(out, "ok", JSON.stringify(result.error));
    return result;
  }

  /** The error that a run gives. */
  async failure(msg: object): Promise<NonNullable<Msg["error"]>> {
    const { out, msg: result } = await this.lab.red.ask("run-1", { ...msg }, "ok", "failed");
    assert.equal(out, "failed", JSON.stringify(result.payload));
    return result.error!;
  }

  async windows(): Promise<string> {
    const [machine] = (await this.lab.simulator.control("POST", "/vms", { count: 1, family: "WINDOWS" })) as { vm: string }[];
    return machine!.vm;
  }

  put(path: string, content: string, more: object = {}, vm = "vm-42"): Promise<unknown> {
    return this.lab.simulator.control("PUT", `/vms/${vm}/files`, { path, type: "FILE", content, ...more });
  }

  /** Exit codes of the processes of a guest, null of those that run. */
  async exitCodes(vm = "vm-42"): Promise<(number | null)[]> {
    return (await this.#processes(vm)).map(({ exit_code: code }) => code);
  }

  /** The lines of the processes of a guest. */
  async commands(vm = "vm-42"): Promise<string[]> {
    return (await this.#processes(vm)).map(({ command }) => command);
  }

  /** Ends all that runs in the guests. */
  endPrograms(exitCode = 0): Promise<unknown> {
    return this.lab.simulator.control("POST", "/processes/end", { exit_code: exitCode });
  }

  /** The temporary directory that was made for an output is gone. */
  async assertTidy(vm = "vm-42"): Promise<void> {
    const directories = await this.directories(vm);
    assert.deepEqual(directories, []);
  }

  /** Temporary directories of outputs that are there. */
  async directories(vm = "vm-42"): Promise<string[]> {
    const { vms } = (await this.lab.simulator.control("GET", "/state")) as { vms: { vm: string; family: string; tools_pid: number }[] };
    const { family } = vms.find((one) => one.vm === vm)!;
    const below = family === "WINDOWS" ? ["C:\\Users\\worker\\AppData\\Local\\Temp"] : await this.#privateDirectories(vm);
    const found = await Promise.all(below.map(async (path) => (await this.lab.simulator.file(vm, path)).entries ?? []));
    return found.flat().filter((name) => name.startsWith("node-red-"));
  }

  async #processes(vm: string): Promise<{ exit_code: number | null; command: string }[]> {
    return (await this.lab.simulator.control("GET", `/vms/${vm}/processes`)) as { exit_code: number | null; command: string }[];
  }

  async #privateDirectories(vm: string): Promise<string[]> {
    const { entries = [] } = await this.lab.simulator.file(vm, "/tmp");
    return entries.filter((name) => name.startsWith("vmware-")).map((name) => `/tmp/${name}`);
  }
}
