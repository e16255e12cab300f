import { readFileSync } from "node:fs";
import { join } from "node:path";
import { usualCredentials } from "./flow";
import type { Lab } from "./lab";
import type { FlowNode, Msg } from "./node-red";

const FOLDER = join(__dirname, "..", "..", "examples");

/** An example as a user has it, with the simulator as its vCenter, and helper nodes in place of its Debug nodes. */
export class Example {
  readonly #lab: Lab;
  readonly #nodes: FlowNode[];

  static async load(lab: Lab, file: string, settings: object = {}): Promise<Example> {
    const example = new Example(lab, file);
    await example.#load(settings);
    return example;
  }

  private constructor(lab: Lab, file: string) {
    this.#lab = lab;
    const nodes = JSON.parse(readFileSync(join(FOLDER, `${file}.json`), "utf8")) as FlowNode[];
    this.#nodes = nodes.filter(({ type }) => type !== "comment");
  }

  /** Presses the button of Inject and gives what arrives at a Debug node, by the name of that node. */
  async run(): Promise<{ debug: string; msg: Msg }> {
    const debugs = this.#nodes.filter(({ type }) => type === "debug");
    const { out, msg } = await this.#lab.red.ask(this.#idOf("inject"), {}, ...debugs.map(({ id }) => id));
    return { debug: String(debugs.find(({ id }) => id === out)?.name), msg };
  }

  async #load(settings: object): Promise<void> {
    const { simulator, red } = this.#lab;
    const usual = this.#lab.flow();
    const { server, tls } = usual.find(({ type }) => type === "vcenter-connection")!;
    const { host_map: hostMap } = await simulator.esxi();
    const filled = this.#nodes.map((node) => (node.type === "vcenter-connection" ? { ...node, server, tls, hostMap } : node));
    const flow = filled.map((node) => (node.type === "debug" ? { ...node, type: "helper" } : node));
    const { "connection-1": login = {} } = usualCredentials(simulator.address);
    const tlsNodes = usual.filter(({ type }) => type === "tls-config");
    await red.load([...tlsNodes, ...flow], { [this.#idOf("vcenter-connection")]: login }, settings);
  }

  #idOf(wanted: string): string {
    return this.#nodes.find(({ type }) => type === wanted)!.id;
  }
}
