import assert from "node:assert/strict";
import { DOWNLOAD_DEFAULTS, UPLOAD_DEFAULTS } from "./flow";
import type { Lab, Setup } from "./lab";
import type { FlowNode, Msg } from "./node-red";

const PLACE = { z: "tab-1", x: 100, y: 200 };
const NODES = {
  "up-1": { type: "vcenter-guest-upload", ...UPLOAD_DEFAULTS },
  "down-1": { type: "vcenter-guest-download", ...DOWNLOAD_DEFAULTS },
};

export const CREATE_TRANSFER = "Vcenter.Vm.Guest.Filesystem.Transfers_create";

type Changes = Readonly<Record<string, unknown>>;

/** A flow with `up-1` and `down-1`, whose connection knows where the simulator's ESXi host is. */
export class TransferLab {
  readonly lab: Lab;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  async setup({ up, down, connection, ...setup }: Setup & { readonly up?: Changes; readonly down?: Changes } = {}): Promise<Setup> {
    const { host_map: hostMap } = await this.lab.simulator.esxi();
    const more: FlowNode[] = [node("up-1", up), node("down-1", down), ...(setup.more ?? [])];
    return { ...setup, connection: { hostMap, ...connection }, more };
  }

  async load(setup: Parameters<TransferLab["setup"]>[0] = {}): Promise<void> {
    await this.lab.red.unload();
    await this.lab.load(await this.setup(setup));
  }

  async done(id: keyof typeof NODES, msg: object): Promise<Msg> {
    const { out, msg: result } = await this.lab.red.ask(id, msg, "ok", "failed");
    assert.equal(out, "ok", JSON.stringify(result.error));
    return result;
  }

  async failure(id: keyof typeof NODES, msg: object): Promise<NonNullable<Msg["error"]>> {
    const { out, msg: result } = await this.lab.red.ask(id, msg, "ok", "failed");
    assert.equal(out, "failed", JSON.stringify(result.payload));
    return result.error!;
  }

  /** The names in a directory of a guest. */
  async names(directory: string, vm = "vm-42"): Promise<string[]> {
    return (await this.lab.simulator.file(vm, directory)).entries ?? [];
  }
}

function node(id: keyof typeof NODES, changes: Changes = {}): FlowNode {
  return { id, ...PLACE, ...NODES[id], wires: [["ok"], ["failed"]], ...changes };
}

export const at = (path: string, more: object = {}, vm = "vm-42"): object => ({ guest: { vm, path }, ...more });
