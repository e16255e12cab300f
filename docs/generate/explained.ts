import { PROGRAM_FAILURES } from "../../src/guest/program-failures";
import { explanationOf } from "../../src/vcenter/explain";
import { valuesOf, type Words } from "../../src/vcenter/explanation";
import { EXPLANATIONS } from "../../src/vcenter/explanations";
import { filled, type Values } from "../../src/vcenter/template";
import { TRANSFER_EXPLANATIONS } from "../../src/vcenter/transfer-explanations";
import { failures, type Met } from "./failures";
import type { Row } from "./row";

/** What stands for a value that only a failure of its own can have. */
const INSTEAD: Values = {
  privilege: "Modify (or Query or Execute, as the sentence says)",
  right: "do it",
  reasonInBrackets: "",
  left: ". The sentence says what there is in the guest now",
  pid: "…",
  exitCode: "…",
  seconds: "…",
  program: "…",
  hostName: "…",
  size: "…",
  limit: "…",
};

/** What is told by the tables of explanations, and by that of programs. */
export function explained(): Row[] {
  const met = failures();
  checkAllMet(met);
  const ofPrograms = Object.values(PROGRAM_FAILURES).map((failure) => ({
    ...failure,
    ...worded(failure, INSTEAD),
    retryable: false,
  }));
  return [...met.map(rowOf), ...ofPrograms];
}

function rowOf({ failure, attempt }: Met): Row {
  const { code, subject, retryable, outcome } = failure;
  const { when, ...words } = explanationOf(failure, attempt);
  // Why a host is not reached is told in the same words as of vCenter.
  const isOfHost = attempt.host !== undefined && code === "RESOURCE_INACCESSIBLE";
  const values = { ...valuesOf(failure, attempt), ...INSTEAD, ...(isOfHost && { detail: undefined }) };
  return { code, subject, retryable, outcome, ...worded(words, values), ...(when !== undefined && { when }) };
}

function worded({ why, remedy }: Words, values: Values): Words {
  return { why: filled(why, values), remedy: filled(remedy, values) };
}

/** An explanation that none of the failures has would be missing in the document. */
function checkAllMet(met: readonly Met[]): void {
  const used = new Set(met.map(({ failure, attempt }) => explanationOf(failure, attempt).remedy));
  const all = [...EXPLANATIONS.values(), ...TRANSFER_EXPLANATIONS.values()].flatMap((one) => [one, ...(one.cases ?? [])]);
  const unmet = all.filter(({ remedy }) => remedy !== undefined && !used.has(remedy));
  if (unmet.length > 0) {
    throw new Error(`No failure of docs/generate/failures.ts has: ${JSON.stringify(unmet)}`);
  }
}
