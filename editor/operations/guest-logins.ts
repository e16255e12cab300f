import type { ConnectionView, GuestLoginView } from "../../src/runtime/operations/answer";
import { actionButton, type Stage } from "./actions";
import { setText } from "../dom";
import { foldedList, type List, rowOf } from "./list";
import type { Row } from "./rows";
import { retryText } from "./standing";
import { text } from "./text";

/** The guest logins that were refused. */
export function guestLoginTable(url: string, stage: Stage): List<ConnectionView> {
  return foldedList({
    name: "guestLogins",
    headings: ["vm", "login", "retry", "action"],
    of: ({ guestLogins }) => guestLogins,
    keyOf: ({ vm = "", connection, login }) => JSON.stringify([vm, connection, login]),
    row: (first) => row(first, url, stage),
    isUrgent: true,
  });
}

function row(first: GuestLoginView, url: string, stage: Stage): Row<GuestLoginView> {
  const { element, cells } = rowOf("vm", "login", "retry", "action");
  const { vm, connection, login } = first;
  const where = { vm: vm ?? text("guestLogin.allVms"), login: login || text("guestLogin.own") };
  const body = { connection, login, ...(vm !== undefined && { vm }) };
  const deed = { question: text("question.guestLogin", where), url: `${url}/guest-login`, body, done: text("done.guestLogin", where) };
  cells.action.append(actionButton(text("action.tryNow"), text("action.tryGuestLogin", where), stage, () => deed));
  setText(cells.vm, where.vm);
  setText(cells.login, where.login);
  return {
    element,
    show: ({ retryAt, sentence }, now) => {
      setText(cells.retry, retryText(retryAt, now));
      element.title = sentence;
    },
  };
}
