import type { ListedVm } from "../../src/runtime/vm-list";
import { text } from "../text";
import { element } from "../dom";
import { nodeField } from "./fields";
import { openVmList } from "./vm-list";

/** A button that lists the VMs of a deployed connection. */
export function vmButton(connection: () => string, choose: (vm: ListedVm) => void): HTMLButtonElement {
  const name = text("vcenter-connection.label.pickVm");
  const icon = element("i", { "class": "fa fa-list", "aria-hidden": "true" });
  const button = element("button", { "type": "button", "class": "red-ui-button vcenter-guest-pick-vm", "title": name, "aria-label": name }, icon);
  button.addEventListener("click", () => {
    openVmList(button, connection(), choose);
  });
  return button;
}

/** Beside the VM of an action node, while one is typed in. */
export function offerVms(): void {
  const field = $("#node-input-vm");
  const button = vmButton(
    () => nodeField("connection").value,
    ({ vm, name }) => {
      field.typedInput("value", nodeField("vmBy").value === "name" ? name : vm);
    },
  );
  const show = (): void => {
    const isTyped = field.typedInput("type") === "str";
    button.style.display = isTyped ? "" : "none";
    // Of a bare percentage jQuery makes pixels.
    field.typedInput("width", isTyped ? "calc(70% - 42px)" : "calc(70%)");
  };
  nodeField("vm").closest(".form-row")?.append(button);
  field.on("change", show);
  show();
}
