import type { ListedVm, VmList } from "../../src/runtime/vm-list";
import { answerOf } from "../connection/ask";
import { text } from "../text";
import { element } from "../dom";
import { moveByArrows } from "./arrows";

/** Asked for when nobody has typed for so long, in milliseconds. */
const REST_MS = 300;

/** Lets one of the VMs of a connection be chosen; the focus comes back to the button. */
export function openVmList(button: HTMLButtonElement, connection: string, choose: (vm: ListedVm) => void): void {
  const search = element("input", { "type": "text", "placeholder": text("vcenter-connection.placeholder.pickVm"), "aria-label": text("vcenter-connection.label.pickVm") });
  const list = element("div", { "class": "vcenter-guest-vms", "aria-live": "polite" });
  const content = element("div", { class: "vcenter-guest-pick" }, search, list);
  const panel = RED.popover.panel($(content));
  const close = (): void => {
    panel.hide();
    button.focus();
  };
  const ask = asking(connection, search, list, (vm) => {
    choose(vm);
    close();
  });
  let timer: number | undefined;
  search.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, REST_MS);
  });
  moveByArrows(content, search, list, close);
  panel.show({ target: $(button), align: "left" });
  search.focus();
  ask();
}

/** Shows what is found for the text of the search; an answer to an earlier text is too late. */
function asking(connection: string, search: HTMLInputElement, list: HTMLElement, choose: (vm: ListedVm) => void): () => void {
  let asked = 0;
  return () => {
    const turn = (asked += 1);
    const url = `${encodeURIComponent(connection)}/vms?filter=${encodeURIComponent(search.value)}`;
    void answerOf(url, {}).then((result) => {
      if (turn === asked) {
        list.replaceChildren(...("answer" in result ? rowsOf(result.answer as VmList, choose) : [element("p", {}, result.reason)]));
      }
    });
  };
}

function rowsOf(found: VmList, choose: (vm: ListedVm) => void): HTMLElement[] {
  const hint = hintOf(found);
  return [...found.vms.map((vm) => row(vm, choose)), ...(hint === undefined ? [] : [element("p", {}, hint)])];
}

/** What helps to find a VM that is not in the list. */
function hintOf({ vms, more, isByWholeName }: VmList): string | undefined {
  if (vms.length === 0) {
    return text(isByWholeName ? "vcenter-connection.label.wholeName" : "vcenter-connection.label.noVm");
  }
  return more > 0 ? text("vcenter-connection.label.moreVms") : undefined;
}

function row(vm: ListedVm, choose: (vm: ListedVm) => void): HTMLElement {
  const link = element("a", { href: "#" }, `${vm.name} (${[vm.vm, vm.power_state].filter((part) => part !== undefined).join(", ")})`);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    choose(vm);
  });
  return link;
}
