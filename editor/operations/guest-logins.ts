import type { ConnectionView, GuestLoginView } from "../../src/runtime/operations/answer";
import { actionButton, type Stage } from "./actions";
import { element, setText } from "../dom";
import { entry } from "./entry";
import { foldedList, type List } from "./list";
import type { Row } from "./rows";
import { retryText } from "./standing";
import { text } from "./text";

/** The guest logins that were refused. */
export function guestLoginList(url: string, stage: Stage): List<ConnectionView> {
  return foldedList({
    name: "guestLogins",
    of: ({ guestLogins }) => guestLogins,
    keyOf: ({ vm = "", connection, login }) => JSON.stringify([vm, connection, login]),
    row: (first) => row(first, url, stage),
    isUrgent: true,
  });
}

function row(first: GuestLoginView, url: string, stage: Stage): Row<GuestLoginView> {
  const { vm, connection, login } = first;
  const where = { vm: vm ?? text("guestLogin.allVms"), login: login || text("guestLogin.own") };
  const body = { connection, login, ...(vm !== undefined && { vm }) };
  const deed = { question: text("question.guestLogin", where), url: `${url}/guest-login`, body, done: text("done.guestLogin", where) };
  const button = actionButton(text("action.tryNow"), text("action.tryGuestLogin", where), stage, () => deed);
  const retry = element("div");
  const main = [element("b", {}, where.vm), element("div", {}, text("guestLogin.login", where))];
  const whole = entry(main, [retry], button);
  return {
    element: whole,
    show: ({ retryAt, sentence }, now) => {
      setText(retry, retryText(retryAt, now));
      whole.title = sentence;
    },
  };
}
