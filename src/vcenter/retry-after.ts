import type { Answer } from "./answer";

const SECONDS = /^\d{1,9}$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Milliseconds that the server asks to wait (RFC 9110, 10.2.3); what is neither seconds nor a date is ignored. */
export function retryAfterOf({ retryAfter = "" }: Pick<Answer, "retryAfter">): number | undefined {
  if (SECONDS.test(retryAfter)) {
    return Number(retryAfter) * 1000;
  }
  const due = HTTP_DATE.test(retryAfter) ? Date.parse(retryAfter) : NaN;
  return Number.isNaN(due) ? undefined : Math.max(0, due - Date.now());
}
