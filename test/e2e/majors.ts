import type { FlowChanges } from "../support/flow";
import { usualCredentials, usualFlow } from "../support/flow";
import type { FlowNode } from "../support/node-red";
import { SimulatorDriver } from "../support/simulator";
import { type NodeRedProcess, startNodeRed } from "./node-red-process";
import { until } from "./until";

/** Each Node-RED major that we support, on a Node.js that it supports. */
const MAJORS = [
  ["Node-RED 4.1", "node-red"],
  ["Node-RED 5.0", "node-red-5"],
] as const;

/** What went through a debug node of {@link loggedFlow}. */
export interface LoggedMsg {
  payload: unknown;
  guest?: { server: string };
  error?: { message: string; code: string; source: { id: string; count: number } };
}

/** A Node-RED as a user starts it, with a simulator for vCenter. */
export class Major {
  simulator!: SimulatorDriver;
  nodeRed!: NodeRedProcess;

  /** Messages that a debug node has written to the log. */
  logged(debug: string): LoggedMsg[] {
    const lines = this.nodeRed.process.log.matchAll(new RegExp(`\\[debug:${debug}\\] (\\{.*\\})$`, "gm"));
    return Array.from(lines, ([, json]) => JSON.parse(json!) as LoggedMsg);
  }

  count(text: RegExp): number {
    return Array.from(this.nodeRed.process.log.matchAll(text)).length;
  }

  async press(inject: string): Promise<void> {
    const { status } = await this.nodeRed.fetch(`inject/${inject}`, { method: "POST" });
    if (status !== 200) {
      throw new Error(`The button ${inject} answered ${status}`);
    }
  }

  /** Presses a button and waits for the message that comes out at a debug node. */
  async pressed(inject: string, debug: string): Promise<LoggedMsg> {
    const before = this.logged(debug).length;
    await this.press(inject);
    return await until(`a message at ${debug}`, () => this.logged(debug)[before], { ms: 15_000 });
  }
}

export function onEachMajor(title: string, settings: Record<string, unknown>, suite: (major: Major) => void): void {
  for (const [name, nodeRed] of MAJORS) {
    describe(`${name}: ${title}`, function () {
      this.timeout(90_000);
      const major = new Major();
      before(async () => {
        major.simulator = await SimulatorDriver.start();
        major.nodeRed = await startNodeRed({ nodeRed, settings });
      });
      after(async () => {
        await major.nodeRed.stop();
        await major.simulator.close();
      });
      suite(major);
    });
  }
}

const place = { z: "tab-1", x: 100, y: 100 };

/** The usual flow as it is deployed: credentials inside the nodes, and debug nodes that write to the log for its ends. */
export function loggedFlow({ address }: SimulatorDriver, changes: FlowChanges = {}): FlowNode[] {
  const credentials = usualCredentials(address);
  return usualFlow(address, changes).map((node) => {
    const own = credentials[node.id];
    return node.type === "helper" ? debug(node.id, String(node.z)) : { ...node, ...(own && { credentials: own }) };
  });
}

/** The whole message cannot be text: that of an HTTP request is circular. */
const LOGGED = '$string({"payload": payload, "guest": guest, "error": error})';

/** A debug node that writes messages to the log, each as a line of JSON. */
export function debug(id: string, z = place.z): FlowNode {
  const log = { active: true, tosidebar: false, console: true, tostatus: false, complete: LOGGED, targetType: "jsonata" };
  return { ...place, z, id, type: "debug", name: id, ...log, wires: [] };
}

export function button(id: string, payload: object, to: string): FlowNode {
  const props = [{ p: "payload", v: JSON.stringify(payload), vt: "json" }];
  return { ...place, id, type: "inject", name: id, props, repeat: "", crontab: "", once: false, onceDelay: 0.1, topic: "", wires: [[to]] };
}
