import assert from "node:assert/strict";
import type { Lab, Setup } from "../support/lab";
import type { FlowNode } from "../support/node-red";
import { CREATE_FILE } from "../support/simulator";

/** What a test changes in one of the two connections. */
interface Changes {
  readonly connection?: Record<string, unknown>;
  readonly secrets?: Record<string, string>;
}

/** A flow in which `temp-1` works through `connection-1`, `temp-2` through `connection-2`, of the same vCenter. */
export class TwoConnections {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  setup(first: Changes = {}, second: Changes = {}): Setup {
    const usual = (id: string): FlowNode => this.#lab.flow().find((node) => node.id === id)!;
    const { username, password, guestUsername, guestPassword } = this.#lab.simulator.address;
    const secrets = { username, password, guestUsername, guestPassword, ...second.secrets };
    return {
      ...first,
      more: [
        { ...usual("connection-1"), ...second.connection, id: "connection-2" },
        { ...usual("temp-1"), id: "temp-2", connection: "connection-2" },
      ],
      credentials: { "connection-2": secrets },
    };
  }

  load(first?: Changes, second?: Changes): Promise<void> {
    return this.#lab.load(this.setup(first, second));
  }

  /** The messages that have come out, as `["temp-1 0"]`: their node and what they carry in `number`. */
  cameOut(): string[] {
    return this.#lab.red.arrived("ok").map(({ from, number }) => `${String(from)} ${String(number)}`);
  }

  send(id: string, number: number, vm = "vm-42"): void {
    this.#lab.red.send(id, { from: id, number, payload: { vm } });
  }

  /** The path that a message gets from a node. */
  async path(id: string, vm = "vm-42"): Promise<string> {
    const { out, msg } = await this.#lab.red.ask(id, { payload: { vm } }, "ok", "failed");
    assert.equal(out, "ok", JSON.stringify(msg.error));
    return String(msg.payload);
  }

  /** A message of a node is under way in a VM and is not answered until `release`: what is called is held at once. */
  async occupy(id: string, number: number, vm = "vm-42"): Promise<void> {
    const before = await this.#lab.simulator.calls(CREATE_FILE);
    await this.#lab.simulator.fault({ operation: CREATE_FILE, vm, kind: "hang", work: "after" });
    this.send(id, number, vm);
    await this.#lab.called(CREATE_FILE, before + 1);
  }
}
