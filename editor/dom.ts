type Attributes = Record<string, string>;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** An element that a dialog has. @throws Error if it has not. */
export function found(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null) {
    throw new Error(`The dialog lacks ${selector}`);
  }
  return element;
}

/** Changes what is shown only if it is another: a screen reader and a selection are not disturbed. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/** A table with its headings; what is shown goes into its body. */
export function table(label: string, headings: readonly string[]): { readonly element: HTMLElement; readonly body: HTMLElement } {
  const heads = headings.map((heading) => element("th", { scope: "col" }, heading));
  const body = element("tbody");
  const made = element("table", { "aria-label": label }, element("thead", {}, element("tr", {}, ...heads)), body);
  return { element: made, body };
}

/** Shows or hides an element, without a change for what is as wanted. */
export function setShown(target: HTMLElement, isShown: boolean): void {
  if (target.hidden === isShown) {
    target.hidden = !isShown;
  }
}
