import { actionButton, type Stage } from "./actions";
import { element, setShown, setText } from "../dom";
import { entry, entryList } from "./entry";
import { type Row, Rows } from "./rows";
import { ask } from "../server";
import { ago, due, text } from "./text";

/** An entry as `GET /vcenter-guest/ledger` lists it. */
interface LedgerEntry {
  readonly id: string;
  readonly vm: string;
  readonly state: string;
  readonly path?: string;
  readonly parent?: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly due?: string;
  /** ISO 8601. */
  readonly created?: string;
  readonly nextTry?: string;
  readonly connectionGone?: boolean;
  readonly waitsFor?: string;
  readonly code?: string;
}

const STATES: Readonly<Record<string, string>> = {
  intent: "ledger.intent",
  created: "ledger.created",
  abandoned: "ledger.abandoned",
};

/** What is removed later. It is asked for while it is open. */
export class LedgerView {
  readonly element: HTMLDetailsElement;
  readonly #title = element("summary");
  readonly #more = element("p");
  readonly #rows: Rows<LedgerEntry>;

  constructor(stage: Stage) {
    const list = entryList(text("list.ledger"));
    this.#rows = new Rows(list, ({ id, connectionGone = false }) => `${id} ${connectionGone}`, (first) => row(first, stage));
    this.element = element("details", {}, this.#title, list, this.#more);
    this.element.addEventListener("toggle", () => {
      stage.refresh();
    });
  }

  /** @returns the status of the answer. */
  async show(count: number, now: number): Promise<number> {
    setShown(this.element, count > 0 || this.element.contains(document.activeElement));
    setText(this.#title, text("list.title", { name: text("list.ledger"), count }));
    if (!this.element.open) {
      return 200;
    }
    const { status, body } = await ask("GET", "ledger");
    if (status === 200) {
      const { entries, more } = body as { entries: LedgerEntry[]; more: number };
      this.#rows.show(entries, now);
      setText(this.#more, more === 0 ? "" : text("list.more", { count: more }));
    }
    return status;
  }
}

function row(first: LedgerEntry, stage: Stage): Row<LedgerEntry> {
  const [age, time, state] = [element("div"), element("div"), element("div")];
  const path = pathOf(first);
  const main = element("div", { class: "vcenter-operations-path" }, path);
  const button = first.connectionGone === true ? forgetButton(first, path, stage) : removeButton(first, path, stage);
  return {
    element: entry([main], [element("div", {}, first.vm), time, age, state], button),
    show: (shown, now) => {
      setText(age, shown.created === undefined ? "" : text("ledger.age", { when: ago(Date.parse(shown.created), now) }));
      setText(time, text("ledger.due", { when: due(Date.parse(shown.due ?? ""), now) }));
      setText(state, stateText(shown, now));
    },
  };
}

function removeButton(shown: LedgerEntry, path: string, stage: Stage): HTMLButtonElement {
  const done = (answer: unknown): string => text(doneKey(shown, answer), { path });
  const deed = { question: text("question.remove", { path }), url: `ledger/${shown.id}/remove`, done };
  return actionButton(text("action.remove"), text("action.removeOf", { path }), stage, () => deed);
}

/** What was looked for in vain stays in the list, for it may come late. */
function doneKey({ path }: LedgerEntry, answer: unknown): string {
  if ((answer as { removed?: unknown }).removed === true) {
    return "done.remove";
  }
  return path === undefined ? "done.notFound" : "done.gone";
}

function forgetButton({ id }: LedgerEntry, path: string, stage: Stage): HTMLButtonElement {
  const deed = { question: text("question.forget", { path }), url: `ledger/${id}/forget`, done: text("done.forget", { path }) };
  return actionButton(text("action.forget"), text("action.forgetOf", { path }), stage, () => deed);
}

/** What is being created has no path yet, what is left of a lost answer has none that is known: the mark, its id, is in its name. */
function pathOf({ id, path, parent = "", prefix, suffix }: LedgerEntry): string {
  return path ?? `${parent} ${prefix}${id}…${suffix}`.trim();
}

function stateText({ connectionGone, waitsFor, nextTry, state, code = "" }: LedgerEntry, now: number): string {
  if (connectionGone === true) {
    return text("ledger.connectionGone");
  }
  if (waitsFor === undefined) {
    return text(STATES[state] ?? "ledger.intent");
  }
  const next = nextTry === undefined ? "" : due(Date.parse(nextTry), now);
  return `${text("ledger.failed", { code })} ${next}`.trim();
}
