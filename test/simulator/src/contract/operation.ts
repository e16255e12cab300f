import type { AnswerDeclaration, ContractDocument, OperationDeclaration, Parameter, Schema } from "./document";

/** One operation of the contract, ready to be matched and checked. */
export interface Operation {
  id: string;
  method: string;
  /** The path below /api, name by name; `{vm}` stands for any one name. */
  segments: string[];
  /** The `?action=` that stands in the path key, if one does. */
  action: string | null;
  queryParameters: Parameter[];
  bodySchema: Schema | null;
  answers: Map<number, AnswerDeclaration>;
  /** The session header is needed; the login alone goes without. */
  needsSession: boolean;
}

export function readOperations(document: ContractDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([key, methods]) =>
    Object.entries(methods).map(([method, declaration]) => readOperation(key, method, declaration)),
  );
}

function readOperation(key: string, method: string, declaration: OperationDeclaration): Operation {
  const [path = "", query = ""] = key.split("?");
  return {
    id: declaration.operationId,
    method: method.toUpperCase(),
    segments: path.split("/").slice(1),
    action: new URLSearchParams(query).get("action"),
    queryParameters: (declaration.parameters ?? []).filter((parameter) => parameter.in === "query"),
    bodySchema: declaration.requestBody?.content["application/json"]?.schema ?? null,
    answers: new Map(Object.entries(declaration.responses).map(([status, answer]) => [Number(status), answer])),
    needsSession: declaration.security.some((scheme) => "api_key_auth" in scheme),
  };
}
