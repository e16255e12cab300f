import { EXPLANATIONS, type Explain, type Failure } from "./explanations";
import { type Attempt, type Operation, operations } from "./operations";
import { shown } from "./text";
import { TRANSFER_EXPLANATIONS, unexplainedTransfer } from "./transfer-explanations";

export type { Failure } from "./explanations";

/** A sentence for a person: what failed, where, why, and what to do. */
export function explain(failure: Failure, attempt: Attempt): string {
  const [why, remedy] = explanationOf(failure, attempt)(failure, attempt);
  const where = attempt.vm === undefined ? attempt.server : `VM ${shown(attempt.vm)} at ${attempt.server}`;
  const reason = `${why}${serverText(failure)}`;
  return `Could not ${attempt.operation.title} (${where}): ${reason}. ${remedy}.${doubt(failure, attempt)}`;
}

function explanationOf({ code, subject }: Failure, { host }: Attempt): Explain {
  return host === undefined
    ? (EXPLANATIONS.get(`${code} ${subject}`) ?? EXPLANATIONS.get(code) ?? unexplained)
    : (TRANSFER_EXPLANATIONS.get(code) ?? unexplainedTransfer);
}

const unexplained: Explain = (failure) => [
  failure.detail ??
    `the server reported ${failure.code}${failure.status === undefined ? "" : ` (HTTP ${failure.status})`}`,
  failure.detail === undefined
    ? "Look at cause.messages and at the events of vCenter"
    : "Check that the server in the connection node is a vCenter, and what stands in front of it",
];

/** The first message tells what failed, each further one the cause of the one before. */
function serverText({ messages = [] }: Failure): string {
  const texts = messages.map(({ default_message: text }) => text.replace(/[.\s]+$/, "")).filter((text) => text !== "");
  const text = shown([...new Set(texts)].join(": "));
  return text === "" ? "" : `; vCenter says: "${text}"`;
}

function doubt({ outcome, code }: Failure, { operation }: Attempt): string {
  const said = code === "RESOURCE_INACCESSIBLE";
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
