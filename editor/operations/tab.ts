import type { ConnectionView, OperationsAnswer } from "../../src/runtime/operations/answer";
import type { Stage } from "./actions";
import { connectionSection } from "./connection";
import { element, setText } from "../dom";
import { LedgerView } from "./ledger";
import { Poll } from "./poll";
import { Rows } from "./rows";
import { ask } from "../server";
import { text } from "./text";

/** The content of the tab, which follows the state of the runtime while somebody looks at it. */
export function operationsTab(): HTMLElement {
  const summary = element("p", { class: "vcenter-operations-summary" });
  const result = element("div", { "role": "status", "aria-live": "polite" });
  const all = element("div");
  const more = element("p");
  const content = element("div", { class: "vcenter-operations" }, summary, result, all, more);
  const stage: Stage = {
    say: (what) => {
      result.textContent = what;
    },
    refresh: () => {
      poll.now();
    },
  };
  const ledger = new LedgerView(stage);
  content.append(ledger.element);
  const rows = new Rows<ConnectionView>(all, ({ id }) => id, (view) => connectionSection(view, stage));
  const poll = new Poll(content, async () => {
    const { status, body } = await ask("GET", "operations");
    if (status !== 200) {
      setText(summary, text(status === 401 ? "summary.noAccess" : "summary.noAnswer"));
      return status !== 401;
    }
    const { now, connections, ledger: removals } = body as OperationsAnswer;
    setText(summary, summaryOf(connections.list, removals.failing));
    rows.show([...connections.list].sort((a, b) => (a.name < b.name ? -1 : 1)), now);
    setText(more, connections.more === 0 ? "" : text("list.more", { count: connections.more }));
    return (await ledger.show(removals.count, now)) !== 401;
  });
  return content;
}

/** The most important line. */
function summaryOf(list: readonly ConnectionView[], failing: number): string {
  const troubled = list.filter(({ problem, outage, login, guestLogins }) =>
    problem !== undefined || outage !== undefined || login?.sentence !== undefined || guestLogins.list.length > 0);
  if (list.length === 0) {
    return text("summary.none");
  }
  const names = troubled.map(({ name, id }) => name || id);
  if (failing > 0) {
    names.push(text("list.title", { name: text("list.ledger"), count: failing }));
  }
  return names.length === 0 ? text("summary.well", { count: list.length }) : text("summary.troubled", { names: names.join(", ") });
}
