import { type Browser, openBrowser } from "./browser";
import { EditorPage } from "./editor-page";
import { type NodeRedProcess, startNodeRed } from "./node-red-process";
import { type SimulatorFacts, type SimulatorProcess, startSimulator } from "./simulator-process";

declare const axe: { run(within: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

/** How the editor can look. */
export interface Look {
  readonly name: string;
  readonly nodeRed: "node-red" | "node-red-5";
  readonly isDark: boolean;
  /** All is tried on one look; on the others what every dialog has to do. */
  readonly isFull: boolean;
}

export const LOOKS: readonly Look[] = [
  { name: "4.1", nodeRed: "node-red", isDark: false, isFull: true },
  { name: "5.0 light", nodeRed: "node-red-5", isDark: false, isFull: false },
  { name: "5.0 dark", nodeRed: "node-red-5", isDark: true, isFull: false },
];

/** A Node-RED, its editor in a browser and a vCenter, started once for all that is tried on one look. */
export class EditorBench {
  nodeRed!: NodeRedProcess;
  browser!: Browser;
  editor!: EditorPage;
  #simulator!: SimulatorProcess;

  constructor(readonly look: Look) {}

  get vcenter(): SimulatorFacts {
    return this.#simulator.facts;
  }

  async start(): Promise<void> {
    this.#simulator = await startSimulator();
    this.nodeRed = await startNodeRed({ nodeRed: this.look.nodeRed });
    this.browser = await openBrowser();
    this.editor = new EditorPage(this.browser, this.nodeRed);
    await this.editor.open();
    await (this.look.isDark && this.editor.darken());
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.nodeRed.stop();
    await this.#simulator.process.stop();
  }

  async screenshot(name: string): Promise<void> {
    await this.browser.screenshot(`${this.look.name}-${name}`.replaceAll(" ", "-"));
  }

  /** What axe-core finds wrong in a part of the page. */
  async violations(within: string): Promise<string[][]> {
    await this.browser.page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
    const { violations } = await this.browser.page.evaluate((part) => axe.run(part), within);
    return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
  }

  /** What stands below the nodes of the flow. */
  async statuses(): Promise<string[]> {
    const texts = await this.browser.page.locator(".red-ui-flow-node-status-label").allTextContents();
    return texts.filter((text) => text !== "");
  }

  /** An editor without any node. */
  async empty(): Promise<void> {
    await this.nodeRed.deploy([]);
    await this.editor.open();
  }

  /** The deployed node of a type: what the flow file has of it, and what the editor is told of its credentials. */
  async deployed(type: string): Promise<{ properties: Record<string, unknown>; credentials: Record<string, unknown> }> {
    const flows = (await this.nodeRed.getJson("flows")) as { id: string; type: string }[];
    const node = flows.find((candidate) => candidate.type === type);
    if (node === undefined) {
      throw new Error(`No ${type} is deployed`);
    }
    const properties = Object.fromEntries(Object.entries(node).filter(([name]) => !["id", "z", "x", "y", "wires"].includes(name)));
    return { properties, credentials: (await this.nodeRed.getJson(`credentials/${type}/${node.id}`)) as Record<string, unknown> };
  }
}
