import { element } from "../dom";
import { ask } from "../server";
import { text } from "./text";

/** What a button has done on the server. */
export interface Deed {
  /** What a person is asked before; left out: nobody is asked. */
  readonly question?: string;
  readonly url: string;
  readonly body?: object;
  /** What is said when it is done, which the answer may decide. */
  readonly done: string | ((answer: unknown) => string);
}

/** Where results are said, and what is done after one. */
export interface Stage {
  say(result: string): void;
  refresh(): void;
}

const isAllowed = (): boolean => RED.user.hasPermission("vcenter-connection.write");

/** A button that has something done on the server; for readers it is disabled. */
export function actionButton(label: string, name: string, stage: Stage, deed: () => Deed): HTMLButtonElement {
  const made = element("button", { type: "button", class: "red-ui-button red-ui-button-small", "aria-label": name }, label);
  made.disabled = !isAllowed();
  if (made.disabled) {
    made.title = text("action.readOnly");
  }
  made.addEventListener("click", () => {
    void press(made, stage, deed());
  });
  return made;
}

let dialogs = 0;

async function press(button: HTMLElement, stage: Stage, { question, url, body, done }: Deed): Promise<void> {
  if (question !== undefined && !(await isConfirmed(question, button))) {
    return;
  }
  const { status, body: answer } = await ask("POST", url, body ?? {});
  stage.say(status === 200 ? doneText(done, answer) : failure(answer));
  stage.refresh();
}

function doneText(done: Deed["done"], answer: unknown): string {
  return typeof done === "string" ? done : done(answer);
}

function failure(answer: unknown): string {
  const { error } = (answer ?? {}) as { error?: unknown };
  return typeof error === "string" ? error : text("action.failed");
}

/** Asks in the editor's own way; the focus comes back to where it was. */
function isConfirmed(question: string, from: HTMLElement): Promise<boolean> {
  return new Promise((resolve) => {
    dialogs += 1;
    // One that was answered is still there for a moment.
    const mark = `vcenter-operations-answer-${dialogs}`;
    const close = (isSure: boolean): void => {
      notification.close();
      from.focus();
      resolve(isSure);
    };
    const button = (key: string, isSure: boolean, look: string): { text: string; class: string; click: () => void } => ({
      text: text(key),
      class: `${look} ${mark}`,
      click: () => {
        close(isSure);
      },
    });
    const buttons = [button("action.cancel", false, ""), button("action.go", true, "primary")];
    // It takes html: a path may hold what looks like it.
    const { innerHTML } = element("p", {}, question);
    const notification = RED.notify(innerHTML, { modal: true, fixed: true, type: "warning", buttons });
    // 4.1 leaves the focus behind the shade.
    window.setTimeout(() => {
      document.querySelector<HTMLElement>(`.${mark}`)?.focus();
    });
  });
}
