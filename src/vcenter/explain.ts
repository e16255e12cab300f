import { type Case, type Explanation, type Failure, valuesOf, type Words } from "./explanation";
import { EXPLANATIONS, UNEXPLAINED } from "./explanations";
import { type Attempt, type Operation, operations } from "./operations";
import { filled } from "./template";
import { shown } from "./text";
import { TRANSFER_EXPLANATIONS, UNEXPLAINED_TRANSFER } from "./transfer-explanations";

export type { Failure } from "./explanation";

/** A sentence for a person: what failed, where, why, and what to do. */
export function explain(failure: Failure, attempt: Attempt): string {
  const { why, remedy } = explanationOf(failure, attempt);
  const values = valuesOf(failure, attempt);
  const where = attempt.vm === undefined ? attempt.server : `VM ${shown(attempt.vm)} at ${attempt.server}`;
  const reason = `${filled(why, values)}${serverText(failure)}`;
  const { title, lead = `Could not ${title}` } = attempt.operation;
  return `${lead} (${where}): ${reason}. ${filled(remedy, values)}.${doubt(failure, attempt)}`;
}

/** What is said of a failure, with places for its values; `when`, if other words are for other failures of its code. */
export function explanationOf(failure: Failure, attempt: Attempt): Words & Partial<Pick<Case, "when">> {
  const explanation = explanationOfCode(failure, attempt);
  return { ...explanation, ...explanation.cases?.find(({ holds }) => holds(failure, attempt)) };
}

function explanationOfCode({ code, subject }: Failure, { host }: Attempt): Explanation {
  return host === undefined
    ? (EXPLANATIONS.get(`${code} ${subject}`) ?? EXPLANATIONS.get(code) ?? UNEXPLAINED)
    : (TRANSFER_EXPLANATIONS.get(code) ?? UNEXPLAINED_TRANSFER);
}

/** The first message tells what failed, each further one the cause of the one before. */
function serverText({ messages = [] }: Failure): string {
  const texts = messages.map(({ default_message: text }) => text.replace(/[.\s]+$/, "")).filter((text) => text !== "");
  const text = shown([...new Set(texts)].join(": "));
  return text === "" ? "" : `; vCenter says: "${text}"`;
}

function doubt({ outcome, code }: Failure, { operation }: Attempt): string {
  const said = code === "RESOURCE_INACCESSIBLE" || operation.isLookedFor;
  return outcome === "unknown" && operation.kind === "create" && !said
    ? ` It may have been ${doneBy(operation)} all the same: look before you repeat it.`
    : "";
}

function doneBy({ name }: Operation): string {
  if (name === operations.createProcess.name) {
    return "started";
  }
  return /create/i.test(name) ? "created" : "done";
}
