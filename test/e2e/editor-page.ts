import type { Locator, Page, Response } from "playwright-core";
import type { Browser } from "./browser";
import { Dialog, leaves } from "./dialog";
import type { NodeRedProcess } from "./node-red-process";

/** A node as the editor holds it. */
export interface EditorNode {
  id: string;
  valid: boolean;
  validationErrors: string[];
  [property: string]: unknown;
}

/** The parts of the editor's own API that the tests use, inside the page. */
interface EditorApi {
  actions: { invoke(name: string): void };
  editor: { edit(node: unknown): void; editConfig(property: string, type: string, id: string): void };
  nodes: {
    getType(type: string): { defaults: Record<string, unknown>; credentials?: Record<string, unknown> };
    node(id: string): (EditorNode & { _def: { outputLabels?: (this: unknown, index: number) => string } }) | null;
    eachNode(visit: (node: EditorNode) => void): void;
    eachConfig(visit: (node: EditorNode) => void): void;
  };
  settings: { setLocal(key: string, value: string): void };
  sidebar: { help: { show(type: string): void } };
  workspaces: { show(id: string): void };
  view: { importNodes(nodes: unknown[], options: object): void };
}
declare const RED: EditorApi;

/** The editor of a Node-RED, in a browser. */
export class EditorPage {
  readonly page: Page;

  constructor(
    readonly browser: Browser,
    private readonly nodeRed: NodeRedProcess,
  ) {
    this.page = browser.page;
  }

  async open(): Promise<void> {
    await this.page.goto(this.nodeRed.url);
    await this.page.locator('[data-palette-type="inject"]').waitFor();
    await this.page.locator("#red-ui-loading-progress").waitFor({ state: "hidden" });
  }

  /** Takes the dark theme, which Node-RED 5 has. */
  async darken(): Promise<void> {
    await this.page.evaluate(() => RED.settings.setLocal("view-dark-theme", "dark"));
    await this.open();
    await this.page.locator("html.nr-theme-dark").waitFor();
  }

  /** Drags a node from the palette onto the flow, as a person does. */
  async place(type: string, x: number, y: number): Promise<void> {
    await this.page.locator(`[data-palette-type="${type}"]`).scrollIntoViewIfNeeded();
    const chart = await this.page.locator("#red-ui-workspace-chart").boundingBox();
    await this.page.locator(`[data-palette-type="${type}"]`).hover();
    await this.page.mouse.down();
    await this.page.mouse.move((chart?.x ?? 0) + x - 20, (chart?.y ?? 0) + y, { steps: 5 });
    await this.page.mouse.move((chart?.x ?? 0) + x, (chart?.y ?? 0) + y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** All nodes of a type, config nodes too: their plain properties and what the editor knows of their credentials. */
  async nodes(type: string): Promise<EditorNode[]> {
    return await this.page.evaluate((wanted) => {
      const found: unknown[] = [];
      const collect = (node: EditorNode) => {
        if (node.type === wanted) {
          const plain = Object.entries(node).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
          const { validationErrors, credentials } = node;
          found.push({ ...Object.fromEntries(plain), validationErrors, credentials: { ...(credentials as object), _: undefined } });
        }
      };
      RED.nodes.eachNode(collect);
      RED.nodes.eachConfig(collect);
      return found as EditorNode[];
    }, type);
  }

  async node(type: string): Promise<EditorNode> {
    const [first, ...others] = await this.nodes(type);
    if (first === undefined || others.length > 0) {
      throw new Error(`There are ${others.length + (first ? 1 : 0)} nodes of the type ${type}`);
    }
    return first;
  }

  async edit(type: string): Promise<Dialog> {
    return await this.editNode((await this.node(type)).id);
  }

  async editNode(id: string): Promise<Dialog> {
    await this.page.evaluate((node) => RED.editor.edit(RED.nodes.node(node)), id);
    return await new Dialog(this.page, "node").opened();
  }

  async editConfig(type: string): Promise<Dialog> {
    const { id } = await this.node(type);
    await this.page.evaluate(([configType, node]) => RED.editor.editConfig("", configType!, node!), [type, id]);
    return await new Dialog(this.page, "config").opened();
  }

  async addConfig(type: string): Promise<Dialog> {
    await this.page.evaluate((configType) => RED.editor.editConfig("", configType, "_ADD_"), type);
    return await new Dialog(this.page, "config").opened();
  }

  /** The names of all that a node of a type keeps, but for its version and the types of typed fields. */
  async fields(type: string): Promise<string[]> {
    const names = await this.page.evaluate((of) => {
      const { defaults, credentials = {} } = RED.nodes.getType(of);
      return [...Object.keys(defaults), ...Object.keys(credentials)];
    }, type);
    return names.filter((name) => name !== "version" && !names.some((other) => name === `${other}Type`)).sort();
  }

  /** The dialog that a button opens on top of the present one. */
  async openConfig(button: Locator): Promise<Dialog> {
    const below = leaves(button);
    await button.click();
    await below;
    return await new Dialog(this.page, "config").opened();
  }

  async outputLabels(type: string): Promise<string[]> {
    const { id } = await this.node(type);
    return await this.page.evaluate((of) => {
      const node = RED.nodes.node(of);
      return [0, 1].map((index) => node?._def.outputLabels?.call(node, index) ?? "");
    }, id);
  }

  /** @param isConfirmed whether the editor asks, since something is not valid. */
  async deploy({ isConfirmed = false } = {}): Promise<void> {
    const isDeploy = (response: Response) => response.request().method() === "POST" && response.url().endsWith("/flows");
    const answer = this.page.waitForResponse(isDeploy);
    await this.invoke("core:deploy-flows");
    if (isConfirmed) {
      await this.page.locator("#red-ui-deploy-dialog-confirm-deploy-deploy").click();
    }
    if (!(await answer).ok()) {
      throw new Error(`The flows were not deployed: ${(await answer).status()}`);
    }
  }

  async import(nodes: unknown[]): Promise<void> {
    await this.page.evaluate(
      (imported) => RED.view.importNodes(imported, { generateIds: false, addFlow: false, touchImport: true }),
      nodes,
    );
  }

  /** Imports a text as a person does who pastes it. */
  async importText(text: string): Promise<void> {
    await this.invoke("core:show-import-dialog");
    const field = this.page.locator("#red-ui-clipboard-dialog-import-text");
    await field.fill(text);
    // The text is looked at when a key is let go.
    await field.press("End");
    await this.page.locator("#red-ui-clipboard-dialog-ok").click();
    await field.waitFor({ state: "hidden" });
  }

  /** Does what the menu, or a key, does. */
  async invoke(action: string): Promise<void> {
    await this.page.evaluate((name) => RED.actions.invoke(name), action);
  }

  async show(flow: string): Promise<void> {
    await this.page.evaluate((id) => RED.workspaces.show(id), flow);
  }

  /** The text that the export dialog offers for all flows. */
  async exportAll(): Promise<string> {
    await this.invoke("core:show-export-dialog");
    await this.page.locator("#red-ui-clipboard-dialog-export-rng-full").click();
    const text = this.page.locator("#red-ui-clipboard-dialog-export-text");
    const exported = await text.inputValue();
    await this.page.keyboard.press("Escape");
    await text.waitFor({ state: "hidden" });
    return exported;
  }

  async help(type: string): Promise<Locator> {
    await this.page.evaluate((of) => {
      RED.actions.invoke("core:show-help-tab");
      RED.sidebar.help.show(of);
    }, type);
    const help = this.page.locator(".red-ui-help > .red-ui-help");
    await help.waitFor();
    return help;
  }
}
