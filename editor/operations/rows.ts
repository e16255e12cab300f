/** What is shown of one item of a list, for as long as the item is in it. */
export interface Row<T> {
  readonly element: HTMLElement;
  show(item: T, now: number): void;
}

/** Elements of a list that follow its items by their keys: what stays is not rebuilt, so that the focus survives. */
export class Rows<T> {
  readonly #parent: HTMLElement;
  readonly #keyOf: (item: T) => string;
  readonly #create: (item: T) => Row<T>;
  readonly #rows = new Map<string, Row<T>>();

  constructor(parent: HTMLElement, keyOf: (item: T) => string, create: (item: T) => Row<T>) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#create = create;
  }

  show(items: readonly T[], now: number): void {
    this.#drop(new Set(items.map(this.#keyOf)));
    items.forEach((item, index) => {
      const row = this.#rows.get(this.#keyOf(item)) ?? this.#create(item);
      this.#rows.set(this.#keyOf(item), row);
      row.show(item, now);
      const present = this.#parent.children[index];
      if (present !== row.element) {
        this.#parent.insertBefore(row.element, present ?? null);
      }
    });
  }

  #drop(kept: ReadonlySet<string>): void {
    for (const [key, { element }] of this.#rows) {
      if (!kept.has(key)) {
        const hadFocus = element.contains(document.activeElement);
        const next = element.nextElementSibling ?? element.previousElementSibling;
        element.remove();
        this.#rows.delete(key);
        if (hadFocus) {
          this.#focus(next);
        }
      }
    }
  }

  /** Focus that falls to the page is lost for who uses the keyboard. */
  #focus(next: Element | null): void {
    const button = next?.querySelector<HTMLElement>("button");
    const summary = this.#parent.closest("details")?.querySelector("summary");
    (button ?? summary)?.focus();
  }
}
