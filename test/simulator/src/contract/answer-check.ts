import type { ValidateFunction } from "ajv";
import type { Contract } from "./contract";
import type { AnswerDeclaration } from "./document";
import type { Operation } from "./operation";
import { describe } from "./request-check";

export interface CheckedAnswer {
  status: number;
  body?: unknown;
  /** An error outside the operation's published list is meant: a client must survive such. */
  mayBeUndeclared?: boolean;
}

/** What the contract has against an answer of the simulator's own; nothing, unless the simulator is wrong. */
export function checkAnswer(contract: Contract, operation: Operation, answer: CheckedAnswer): string[] {
  const declaration = operation.answers.get(answer.status);
  const declared = declaration !== undefined && isOfDeclaredType(declaration, answer.body);
  if (!declared && answer.mayBeUndeclared !== true) {
    return [`${operation.id} declares no answer ${String(answer.status)} ${errorType(answer.body) ?? ""}`];
  }
  const findings = declared
    ? checkDeclared(contract, declaration, answer.body)
    : check(contract.error(errorType(answer.body) ?? ""), answer.body);
  return findings.map((finding) => `${operation.id} ${String(answer.status)}: ${finding}`);
}

function isOfDeclaredType(declaration: AnswerDeclaration, body: unknown): boolean {
  const types = declaration["x-error-types"];
  return types === undefined || types.includes(errorType(body) ?? "");
}

function checkDeclared(contract: Contract, declaration: AnswerDeclaration, body: unknown): string[] {
  const schema = declaration.content?.["application/json"]?.schema;
  if (schema === undefined) {
    return body === undefined ? [] : ["a body where none is declared"];
  }
  return [...check(contract.validator(schema), body), ...checkData(contract, declaration, body)];
}

/** The `data` of an error has a declared form of its own for some error types. */
function checkData(contract: Contract, declaration: AnswerDeclaration, body: unknown): string[] {
  const component = declaration["x-error-data"]?.[errorType(body) ?? ""];
  const data = (body as { data?: unknown } | undefined)?.data;
  return component === undefined || data === undefined ? [] : check(contract.component(component), data);
}

function check(validate: ValidateFunction, value: unknown): string[] {
  validate(value);
  return describe("answer", validate.errors);
}

function errorType(body: unknown): string | undefined {
  return typeof body === "object" && body !== null ? (body as { error_type?: string }).error_type : undefined;
}
