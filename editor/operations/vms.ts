import type { ConnectionView, VmView } from "../../src/runtime/operations/answer";
import { setText } from "../dom";
import { foldedList, type List, rowOf } from "./list";
import type { Row } from "./rows";

/** The VMs in which most is to do. */
export function vmTable(): List<ConnectionView> {
  return foldedList({ name: "vms", headings: ["vm", "running", "waiting"], of: ({ vms }) => vms, keyOf: ({ vm }) => vm, row });
}

function row(): Row<VmView> {
  const { element, cells } = rowOf("vm", "running", "waiting");
  return {
    element,
    show: ({ vm, running, waiting }) => {
      setText(cells.vm, vm);
      setText(cells.running, String(running));
      setText(cells.waiting, String(waiting));
    },
  };
}
