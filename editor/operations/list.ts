import type { Bounded } from "../../src/runtime/bounded";
import type { ConnectionView } from "../../src/runtime/operations/answer";
import { element, setShown, setText, table } from "../dom";
import { entryList } from "./entry";
import { type Row, Rows } from "./rows";
import { text } from "./text";

export interface List<T> {
  readonly element: HTMLElement;
  show(from: T, now: number): void;
}

export interface ListOptions<T> {
  /** Key of the title. */
  readonly name: string;
  /** Keys of those of a table; left out: its rows are entries, which stand below each other. */
  readonly headings?: readonly string[];
  readonly of: (view: ConnectionView) => Bounded<T>;
  readonly keyOf: (item: T) => string;
  readonly row: (item: T) => Row<T>;
  /** Whether it needs a person, so that it is open at first. */
  readonly isUrgent?: boolean;
}

/** A list of a connection that can be opened; where it is empty it is not there. */
export function foldedList<T>({ name, headings, of, keyOf, row, isUrgent = false }: ListOptions<T>): List<ConnectionView> {
  const title = element("summary");
  const { whole, body } = headings === undefined ? entries(name) : tableOf(name, headings);
  const more = element("p");
  const rows = new Rows(body, keyOf, row);
  const folded = element("details", {}, title, whole, more);
  folded.open = isUrgent;
  return {
    element: folded,
    show: (view, now) => {
      const { list, more: left } = of(view);
      setShown(folded, list.length + left > 0);
      setText(title, text("list.title", { name: text(`list.${name}`), count: list.length + left }));
      setText(more, left === 0 ? "" : text("list.more", { count: left }));
      rows.show(list, now);
    },
  };
}

interface Frame {
  readonly whole: HTMLElement;
  /** Where its rows go. */
  readonly body: HTMLElement;
}

function entries(name: string): Frame {
  const list = entryList(text(`list.${name}`));
  return { whole: list, body: list };
}

function tableOf(name: string, headings: readonly string[]): Frame {
  const { element: whole, body } = table(text(`list.${name}`), headings.map((heading) => text(`heading.${heading}`)));
  return { whole, body };
}
