import assert from "node:assert/strict";
import { operations } from "../../src/vcenter/operations";
import { FILES_DEFAULTS } from "./flow";
import type { Lab, Setup } from "./lab";
import type { FlowNode, Msg } from "./node-red";

const PLACE = { z: "tab-1", x: 100, y: 200 };

/** The contract's `operationId` by the name of our operation. */
export const ID = Object.fromEntries(
  Object.entries(operations).map(([name, operation]) => [name, "id" in operation ? operation.id : name]),
) as Record<keyof typeof operations, string>;

/** `files-1` with `ok` and `failed` behind it, beside the usual flow. */
export function withFiles(changes: object = {}, { more = [], ...setup }: Setup = {}): Setup {
  const node: FlowNode = { id: "files-1", type: "vcenter-guest-files", ...PLACE, ...FILES_DEFAULTS, wires: [["ok"], ["failed"]], ...changes };
  return { ...setup, more: [node, ...more] };
}

/** A files node, and the files of the guests that it works on. */
export class FilesLab {
  readonly lab: Lab;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Another flow in the same test. */
  async reload(changes: object): Promise<void> {
    await this.lab.red.unload();
    await this.lab.load(withFiles(changes));
  }

  async done(msg: object): Promise<Msg> {
    const { out, msg: result } = await this.lab.red.ask("files-1", msg, "ok", "failed");
    assert.equal(out, "ok", JSON.stringify(result.error));
    return result;
  }

  async failure(msg: object): Promise<NonNullable<Msg["error"]>> {
    const { out, msg: result } = await this.lab.red.ask("files-1", msg, "ok", "failed");
    assert.equal(out, "failed", JSON.stringify(result.payload));
    return result.error!;
  }

  put(path: string, type = "FILE", more: object = {}, vm = "vm-42"): Promise<unknown> {
    return this.lab.simulator.control("PUT", `/vms/${vm}/files`, { path, type, owner: "worker", mode: type === "FILE" ? "0644" : "0755", ...more });
  }

  isThere(path: string, vm = "vm-42"): Promise<boolean> {
    return this.lab.simulator.file(vm, path).then(() => true, () => false);
  }

  async windows(): Promise<string> {
    const [machine] = (await this.lab.simulator.control("POST", "/vms", { count: 1, family: "WINDOWS" })) as { vm: string }[];
    return machine!.vm;
  }
}
