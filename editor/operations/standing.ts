import type { LoginView, OutageView } from "../../src/runtime/operations/answer";
import { ago, due, text } from "./text";

/** Signed in or not, and why. */
export function loginText({ state, since, retryAt, sentence = "" }: LoginView, now: number): string {
  const when = since === undefined ? "" : ago(since, now);
  return text(`login.${state}`, { when, sentence, retry: retryText(retryAt, now) });
}

export function outageText({ since, nextProbe, why }: OutageView, now: number): string {
  const next = nextProbe === undefined ? text("outage.whenNeeded") : due(nextProbe, now);
  return text("outage.line", { when: ago(since, now), why: why === undefined ? "" : `: ${why}`, next });
}

/** When what was refused is tried again. */
export function retryText(retryAt: string | undefined, now: number): string {
  return retryAt === undefined ? text("retry.nextMessage") : text("retry.at", { when: due(Date.parse(retryAt), now) });
}
