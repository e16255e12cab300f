import type { ConnectionView, VmView } from "../../src/runtime/operations/answer";
import { element, setText } from "../dom";
import { foldedList, type List } from "./list";
import type { Row } from "./rows";

/** The VMs in which most is to do. */
export function vmTable(): List<ConnectionView> {
  return foldedList({ name: "vms", headings: ["vm", "running", "waiting"], of: ({ vms }) => vms, keyOf: ({ vm }) => vm, row });
}

function row(): Row<VmView> {
  const [name, running, waiting] = [element("td"), element("td"), element("td")];
  return {
    element: element("tr", {}, name, running, waiting),
    show: (view) => {
      setText(name, view.vm);
      setText(running, String(view.running));
      setText(waiting, String(view.waiting));
    },
  };
}
