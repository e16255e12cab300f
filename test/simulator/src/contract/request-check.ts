import type { ErrorObject } from "ajv";
import type { Contract } from "./contract";
import type { Match } from "./match";

/** What the contract has against a request. */
export interface RequestFindings {
  /** A field or parameter that the contract lacks. */
  unexpected: string[];
  /** A field that is missing, or of the wrong form. */
  invalid: string[];
}

export function checkRequest(contract: Contract, match: Match, body: unknown): RequestFindings {
  const findings: RequestFindings = { unexpected: [], invalid: [] };
  checkQuery(contract, match, findings);
  checkBody(contract, match, body, findings);
  return findings;
}

function checkQuery(contract: Contract, { operation, query }: Match, findings: RequestFindings): void {
  for (const name of new Set(query.keys())) {
    const isAction = name === "action" && operation.action !== null;
    const parameter = operation.queryParameters.find((candidate) => candidate.name === name);
    if (parameter !== undefined) {
      const validate = contract.validator(parameter.schema);
      validate(query.getAll(name));
      findings.invalid.push(...describe(`parameter ${name}`, validate.errors));
    } else if (!isAction || query.getAll(name).length > 1) {
      findings.unexpected.push(`parameter ${name} is not expected`);
    }
  }
}

function checkBody(contract: Contract, { operation }: Match, body: unknown, findings: RequestFindings): void {
  if (operation.bodySchema === null) {
    return;
  }
  if (body === undefined) {
    findings.invalid.push("the body is missing or no JSON");
    return;
  }
  const validate = contract.validator(operation.bodySchema);
  validate(body);
  for (const error of validate.errors ?? []) {
    const list = error.keyword === "additionalProperties" ? findings.unexpected : findings.invalid;
    list.push(...describe("body", [error]));
  }
}

export function describe(what: string, errors: readonly ErrorObject[] | null | undefined): string[] {
  return (errors ?? []).map((error) => {
    const extra: unknown = error.params["additionalProperty"];
    const name = typeof extra === "string" ? ` (${extra})` : "";
    return `${what}${error.instancePath} ${error.message ?? "is wrong"}${name}`;
  });
}
