import { vmButton } from "../dialogs/vm-button";
import { element, found } from "../dom";
import { answerOf } from "./ask";
import { shownValues } from "./fields";
import { type Step, stepRow } from "./steps";
import { text } from "./text";

interface TestAnswer {
  readonly steps: readonly Step[];
}

/** Lets the connection in the dialog be tested, with the values that it shows. */
export function offerTest(node: EditedNode): void {
  const button = found("#vcenter-guest-test-start") as HTMLButtonElement;
  const vm = found("#vcenter-guest-test-vm") as HTMLInputElement;
  const list = found(".vcenter-guest-steps");
  button.before(vmButton(() => node.id, (chosen) => {
    vm.value = chosen.vm;
  }));
  button.addEventListener("click", () => {
    void test(button, list, { ...shownValues(node), vm: vm.value });
  });
}

async function test(button: HTMLButtonElement, list: Element, values: object): Promise<void> {
  button.disabled = true;
  list.replaceChildren(element("li", {}, text("vcenter-connection.label.testing")));
  const result = await answerOf("test", values);
  list.replaceChildren(...("answer" in result ? (result.answer as TestAnswer).steps.map(stepRow) : [element("li", {}, result.reason)]));
  button.disabled = false;
}
