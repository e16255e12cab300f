import { vmButton } from "../dialogs/vm-button";
import { element, found } from "../dom";
import { answerOf } from "./ask";
import { shownValues } from "./fields";
import { type Step, stepRow } from "./steps";
import { text } from "../text";

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
  }), " ");
  let isUnderWay = false;
  const setUnderWay = (is: boolean): void => {
    isUnderWay = is;
    // A disabled button would lose the focus.
    button.classList.toggle("disabled", is);
    button.setAttribute("aria-disabled", String(is));
  };
  button.addEventListener("click", () => {
    if (!isUnderWay) {
      setUnderWay(true);
      void test(list, { ...shownValues(node), vm: vm.value }).then(() => {
        setUnderWay(false);
      });
    }
  });
}

async function test(list: Element, values: object): Promise<void> {
  show(list, [element("li", {}, text("vcenter-connection.label.testing"))]);
  const result = await answerOf("test", values);
  const steps = "answer" in result ? (result.answer as TestAnswer).steps : [];
  const rows = "answer" in result ? steps.map(stepRow) : [element("li", {}, result.reason)];
  show(list, rows, rows[steps.findIndex(({ ok }) => ok === false)]);
}

/** Scrolls to the rows: if there is no room for all, to the first ones, and above all to what failed. */
function show(list: Element, rows: readonly HTMLElement[], failed?: HTMLElement): void {
  list.replaceChildren(...rows);
  for (const row of [rows.at(-1), rows[0], failed]) {
    row?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}
