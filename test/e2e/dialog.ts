import type { Locator, Page } from "playwright-core";

/** Settles when the element that is shown now is no longer shown. */
export async function leaves(locator: Locator): Promise<void> {
  const element = await locator.elementHandle();
  await element.waitForElementState("hidden");
}

/** After so long a click that had no effect is a lost one. */
const LOST_MS = 5_000;

/** What a test enters: text or an option's value, whether a box is ticked, or the type and the text of a typed field. */
export type Entered = string | boolean | readonly [type: string, value: string];

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
    if ((await this.field(`${name}Type`).inputValue()) !== type) {
      const choices = await this.openTypes(name);
      await choices.and(this.page.locator(`[value="${type}"]`)).click();
    }
    const input = this.row(name).locator(".red-ui-typedInput-input");
    await input.fill(value);
    await input.blur();
  }

  /** What a typed field shows: its type and its text. */
  async typed(name: string): Promise<[string, string]> {
    const type = await this.field(`${name}Type`).inputValue();
    return [type, await this.row(name).locator(".red-ui-typedInput-input").inputValue()];
  }

  /** Enters into each field what it takes, as a person would: in this order, for a choice may show other fields. */
  async enter(values: Readonly<Record<string, Entered>>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === "boolean") {
        await this.field(name).setChecked(value);
      } else if (typeof value !== "string") {
        await this.fillTyped(name, ...value);
      } else if (await this.field(name).evaluate((element) => element.tagName === "SELECT")) {
        await this.field(name).selectOption(value);
      } else {
        await this.fill({ [name]: value });
      }
    }
  }

  /** What fields show, in the form in which it was entered. */
  async shows(values: Readonly<Record<string, Entered>>): Promise<Record<string, Entered>> {
    const shown: Record<string, Entered> = {};
    for (const [name, value] of Object.entries(values)) {
      shown[name] = await this.showsLike(name, value);
    }
    return shown;
  }

  private async showsLike(name: string, value: Entered): Promise<Entered> {
    if (typeof value === "boolean") {
      return await this.field(name).isChecked();
    }
    return typeof value === "string" ? await this.field(name).inputValue() : await this.typed(name);
  }

  /** The labels beside a field that need a second line, if only below their icon, or more room than they have. */
  async cramped(): Promise<string[]> {
    const labels = this.form.locator(".form-row > label:first-child");
    return await labels.evaluateAll((all) =>
      all.flatMap((label) => {
        const text = label.querySelector("span");
        const isWide = (text?.getBoundingClientRect().right ?? 0) > label.getBoundingClientRect().right;
        const icon = label.querySelector("i")?.getBoundingClientRect();
        const isBelow = icon !== undefined && text !== null && text.getBoundingClientRect().top > icon.bottom;
        return text !== null && (text.getClientRects().length > 1 || isWide || isBelow) ? [text.innerText] : [];
      }),
    );
  }

  /** The placeholders of empty fields that are longer than their field. A wide character counts as one em, whatever fonts there are. */
  async cutPlaceholders(): Promise<string[]> {
    return await this.form.locator("input:visible").evaluateAll((fields) =>
      (fields as HTMLInputElement[]).flatMap((field) => {
        const style = getComputedStyle(field);
        const pen = document.createElement("canvas").getContext("2d")!;
        pen.font = style.font;
        const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const { width } = pen.measureText(field.placeholder.replaceAll(/[\u3000-\u9fff\uff00-\uffef]/g, "\u2003"));
        return width > room ? [`${field.placeholder}: ${width.toFixed()} of ${room.toFixed()} px`] : [];
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
    const form = await this.form.elementHandle();
    const pressed = this.page.locator(this.kind === "node" ? `#node-dialog-${button}` : `#node-config-dialog-${button}`);
    await pressed.click();
    // The editor loses a click while another dialog is on its way out.
    await form.waitForElementState("hidden", { timeout: LOST_MS }).catch(() => pressed.click());
    await form.waitForElementState("hidden");
  }
}
