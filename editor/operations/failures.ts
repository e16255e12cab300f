import type { ConnectionView, FailureView } from "../../src/runtime/operations/answer";
import { element, setText } from "../dom";
import { foldedList, type List, rowOf } from "./list";
import type { Row } from "./rows";
import { ago, text } from "./text";

/** The last failures, the newest first. */
export function failureTable(): List<ConnectionView> {
  return foldedList({
    name: "failures",
    headings: ["node", "failure"],
    of: ({ failures }) => failures,
    keyOf: (failure) => JSON.stringify(failure),
    row,
  });
}

function row({ node, vm, operation, code, subject, sentence, at: time }: FailureView): Row<FailureView> {
  const { element: whole, cells } = rowOf("node", "failure");
  const when = element("div", { title: new Date(time).toLocaleString() });
  cells.node.append(findButton(node.id, node.name || node.type), when, element("div", {}, vm ?? ""), operationName(operation));
  cells.failure.append(element("div", {}, element("b", {}, `${code} (${subject})`)), element("div", {}, sentence));
  return {
    element: whole,
    show: ({ at }, now) => {
      setText(when, ago(at, now));
    },
  };
}

/** Such as `files.createTemporary`: it may go on in a new line after its dot only. */
function operationName(operation = ""): HTMLElement {
  return element("div", { class: "vcenter-operations-name" }, ...operation.split(/(?<=\.)/).flatMap((part) => [part, element("wbr")]));
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
