import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The parts of the contract's JSON that are read here. */

export type Schema = Record<string, unknown>;

export interface Parameter {
  name: string;
  in: "query" | "path";
  required?: boolean;
  schema: Schema;
}

export interface AnswerDeclaration {
  content?: Record<string, { schema: Schema }>;
  "x-error-types"?: string[];
  "x-error-data"?: Record<string, string>;
}

export interface OperationDeclaration {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, AnswerDeclaration>;
  security: Record<string, unknown>[];
}

export interface ContractDocument {
  paths: Record<string, Record<string, OperationDeclaration>>;
  components: { schemas: Record<string, Schema> };
}

export function readContract(): ContractDocument {
  const file = resolve(__dirname, "../../contract/vcenter-guest.openapi.json");
  return JSON.parse(readFileSync(file, "utf8")) as ContractDocument;
}
