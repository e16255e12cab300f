import type { Locator, Page, Response } from "playwright-core";
import type { Browser } from "./browser";
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
    node(id: string): (EditorNode & { _def: { outputLabels?: (this: unknown, index: number) => string } }) | null;
    eachNode(visit: (node: EditorNode) => void): void;
    eachConfig(visit: (node: EditorNode) => void): void;
  };
  sidebar: { help: { show(type: string): void } };
  workspaces: { show(id: string): void };
  view: { importNodes(nodes: unknown[], options: object): void };
}
declare const RED: EditorApi;

/** Settles when the element that is shown now is no longer shown. */
async function leaves(locator: Locator): Promise<void> {
  const element = await locator.elementHandle();
  await element.waitForElementState("hidden");
}

/** One dialog: that of a node, or that of a config node, which may be open on top of another. */
export class Dialog {
  constructor(
    private readonly page: Page,
    private readonly kind: "node" | "config",
  ) {}

  get form(): Locator {
    return this.page.locator(this.kind === "node" ? "#dialog-form" : "#node-config-dialog-edit-form");
  }

  private idOf(name: string): string {
    return this.kind === "node" ? `node-input-${name}` : `node-config-input-${name}`;
  }

  field(name: string): Locator {
    return this.form.locator(`#${this.idOf(name)}`);
  }

  row(name: string): Locator {
    return this.form.locator(".form-row", { has: this.page.locator(`#${this.idOf(name)}`) });
  }

  button(property: string, what: "add" | "edit"): Locator {
    return this.form.locator(`#node-${this.kind === "node" ? "" : "config-"}input-btn-${property}-${what}`);
  }

  async shown(): Promise<this> {
    await this.form.waitFor({ state: "visible" });
    return this;
  }

  /** Once it is open it takes the focus: what is typed before that goes elsewhere. */
  async opened(): Promise<this> {
    await this.shown();
    await this.page.locator(".red-ui-tray-body :focus").waitFor();
    return this;
  }

  async fill(values: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      await this.field(name).fill(value);
      await this.field(name).blur();
    }
  }

  private async openTypes(name: string): Promise<Locator> {
    await this.row(name).locator(".red-ui-typedInput-type-select").click();
    const choices = this.page.locator(".red-ui-typedInput-options:visible a");
    // A moment after it appears the menu takes the focus, and a click at that moment is lost.
    await choices.and(this.page.locator(":focus")).waitFor();
    return choices;
  }

  /** The types that a typed field offers, in their order. */
  async typesOf(name: string): Promise<string[]> {
    const choices = await this.openTypes(name);
    const types = await choices.evaluateAll((links) => links.map((link) => link.getAttribute("value") ?? ""));
    const chosen = await this.field(`${name}Type`).inputValue();
    await choices.nth(types.indexOf(chosen)).click();
    return types;
  }

  async fillTyped(name: string, type: string, value: string): Promise<void> {
    const choices = await this.openTypes(name);
    await choices.and(this.page.locator(`[value="${type}"]`)).click();
    const input = this.row(name).locator(".red-ui-typedInput-input");
    await input.fill(value);
    await input.blur();
  }

  /** What a typed field shows: its type and its text. */
  async typed(name: string): Promise<[string, string]> {
    const type = await this.field(`${name}Type`).inputValue();
    return [type, await this.row(name).locator(".red-ui-typedInput-input").inputValue()];
  }

  /** The labels beside a field that need a second line or more room than they have. */
  async cramped(): Promise<string[]> {
    const labels = this.form.locator(".form-row > label:first-child");
    return await labels.evaluateAll((all) =>
      all.flatMap((label) => {
        const text = label.querySelector("span");
        const isWide = (text?.getBoundingClientRect().right ?? 0) > label.getBoundingClientRect().right;
        return text !== null && (text.getClientRects().length > 1 || isWide) ? [text.innerText] : [];
      }),
    );
  }

  /** The names of the fields that are marked as invalid. */
  async invalid(): Promise<string[]> {
    const ids = await this.form.locator("[id*='-input-'].input-error").evaluateAll((fields) => fields.map(({ id }) => id));
    return ids.map((id) => id.replace(/^node-(?:config-)?input-/, "")).sort();
  }

  /** What each translated element shows, in itself or in an attribute, and the whole form as it can be read. */
  async texts(): Promise<string[]> {
    const translated = await this.form.locator("[data-i18n]").evaluateAll((elements) =>
      elements.map((element) => {
        const attribute = /^\[(\w+)\]/.exec(element.getAttribute("data-i18n") ?? "")?.[1];
        return attribute === undefined ? element.textContent : element.getAttribute(attribute);
      }),
    );
    return [await this.form.innerText(), ...translated.map((text) => text ?? "")];
  }

  async save(): Promise<void> {
    await this.close("ok");
  }

  async cancel(): Promise<void> {
    await this.close("cancel");
  }

  private async close(button: "ok" | "cancel"): Promise<void> {
    // The dialog below may be one of the same kind, so it is this very form that has to go.
    const gone = leaves(this.form);
    await this.page.locator(this.kind === "node" ? `#node-dialog-${button}` : `#node-config-dialog-${button}`).click();
    await gone;
  }
}

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
    const { id } = await this.node(type);
    await this.page.evaluate((node) => RED.editor.edit(RED.nodes.node(node)), id);
    return await new Dialog(this.page, "node").opened();
  }

  async editConfig(type: string): Promise<Dialog> {
    const { id } = await this.node(type);
    await this.page.evaluate(([configType, node]) => RED.editor.editConfig("", configType!, node!), [type, id]);
    return await new Dialog(this.page, "config").opened();
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
    await this.page.evaluate(() => RED.actions.invoke("core:deploy-flows"));
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

  async show(flow: string): Promise<void> {
    await this.page.evaluate((id) => RED.workspaces.show(id), flow);
  }

  /** The text that the export dialog offers for all flows. */
  async exportAll(): Promise<string> {
    await this.page.evaluate(() => RED.actions.invoke("core:show-export-dialog"));
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
