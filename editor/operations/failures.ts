import type { ConnectionView, FailureView } from "../../src/runtime/operations/answer";
import { element, setText } from "../dom";
import { text as textOf } from "../text";
import { entry } from "./entry";
import { foldedList, type List } from "./list";
import type { Row } from "./rows";
import { ago, text } from "./text";

/** The last failures, the newest first. */
export function failureList(): List<ConnectionView> {
  return foldedList({
    name: "failures",
    of: ({ failures }) => failures,
    keyOf: (failure) => JSON.stringify(failure),
    row,
  });
}

function row({ node, vm = "", operation = "", code, subject, sentence }: FailureView): Row<FailureView> {
  const when = element("div");
  const main = [element("b", {}, `${code} (${subject})`), element("div", {}, sentence)];
  const facts = [when, ...[vm, operation].filter((fact) => fact !== "").map((fact) => element("div", {}, fact))];
  return {
    element: entry(main, facts, findButton(node.id, node.name || textOf(`${node.type}.label.node`))),
    show: ({ at }, now) => {
      setText(when, ago(at, now));
    },
  };
}

/** A node may be gone since. */
function findButton(id: string, name: string): HTMLButtonElement {
  const label = text("action.find", { name });
  const made = element("button", { type: "button", "class": "red-ui-button red-ui-button-small", "aria-label": label, "title": label }, name);
  made.disabled = RED.nodes.node(id) === null;
  made.addEventListener("click", () => {
    RED.view.reveal(id);
  });
  return made;
}
