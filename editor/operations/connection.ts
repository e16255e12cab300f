import type { ConnectionView, Counted } from "../../src/runtime/operations/answer";
import { actionButton, type Stage } from "./actions";
import { element, setShown, setText } from "../dom";
import { failureList } from "./failures";
import { guestLoginList } from "./guest-logins";
import { loginText, outageText } from "./standing";
import { Plot } from "./plot";
import type { Row } from "./rows";
import { text } from "./text";
import { vmTable } from "./vms";

const COUNTED: readonly Counted[] = ["messages", "failures", "calls"];

/** How it stands with one connection: what needs a person first, then what is going on, then the lists. */
export function connectionSection({ id }: ConnectionView, stage: Stage): Row<ConnectionView> {
  const url = `operations/${encodeURIComponent(id)}`;
  const title = element("h3");
  const login = line(actionButton(text("action.tryNow"), text("action.tryLogin"), stage, () => ({
    question: text("question.login"),
    url: `${url}/login`,
    done: text("done.login"),
  })));
  const outage = line(actionButton(text("action.tryNow"), text("action.probe"), stage, () => ({ url: `${url}/probe`, done: text("done.probe") })));
  const jobs = element("p");
  const plots = COUNTED.map((counted) => ({ counted, plot: new Plot(text(`plot.${counted}`)) }));
  const lists = [guestLoginList(url, stage), failureList(), vmTable()];
  const section = element("section", {}, title, outage.element, login.element, jobs,
    element("div", { class: "vcenter-operations-plots" }, ...plots.map(({ plot }) => plot.element)),
    ...lists.map((list) => list.element));
  return {
    element: section,
    show: (view, now) => {
      setText(title, [view.name || view.id, view.server ?? ""].filter((part) => part !== "").join(" · "));
      login.show(view.problem ?? (view.login && loginText(view.login, now)), view.login?.sentence !== undefined, isBad(view));
      outage.show(view.outage && outageText(view.outage, now), true, true);
      setText(jobs, view.jobs === undefined ? "" : text("jobs.line", { ...view.jobs }));
      for (const { counted, plot } of plots) {
        plot.show(view.totals[counted], view.plots?.[counted], (most) => text("plot.title", { total: view.totals[counted], most }));
      }
      for (const list of lists) {
        list.show(view, now);
      }
    },
  };
}

function isBad({ problem, login }: ConnectionView): boolean {
  return problem !== undefined || login?.sentence !== undefined;
}

interface Line {
  readonly element: HTMLElement;
  show(what: string | undefined, isTryable: boolean, isBad: boolean): void;
}

/** A sentence with a button. */
function line(button: HTMLButtonElement): Line {
  const sentence = element("span");
  const whole = element("p", {}, sentence, " ", button);
  return {
    element: whole,
    show: (what, isTryable, isBad) => {
      setShown(whole, what !== undefined);
      setShown(button, isTryable);
      setText(sentence, what ?? "");
      whole.classList.toggle("vcenter-operations-bad", isBad);
    },
  };
}
