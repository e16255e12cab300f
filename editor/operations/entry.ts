import { element } from "../dom";

/** A list whose items stand below each other, each as wide as the tab, which is narrow. */
export function entryList(label: string): HTMLElement {
  return element("ul", { "class": "vcenter-operations-entries", "aria-label": label });
}

/** An item: what it is about in the whole width, then its facts, with a button beside them. */
export function entry(main: readonly HTMLElement[], facts: readonly HTMLElement[], button: HTMLButtonElement): HTMLElement {
  const foot = element("div", { class: "vcenter-operations-foot" }, element("div", {}, ...facts), button);
  return element("li", {}, ...main, foot);
}
