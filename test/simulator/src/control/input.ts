import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";

/** What is wrong with a control call, in a sentence. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: 400 | 404, sentence: string) {
    super(sentence);
    this.name = "ControlError";
    this.status = status;
  }
}

export type Schema = Record<string, unknown>;

const ajv = new Ajv({ allowUnionTypes: true });
const validators = new Map<Schema, ValidateFunction>();

/** The JSON of a control call, once it fits the schema; an absent body is an empty object. */
export function readInput(body: unknown, schema: Schema): Record<string, unknown> {
  const value = parse(body);
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  if (!validate(value)) {
    throw new ControlError(400, sentence(validate.errors?.[0]));
  }
  return value as Record<string, unknown>;
}

function parse(body: unknown): unknown {
  const text = Buffer.isBuffer(body) ? body.toString("utf8") : "";
  try {
    return text === "" ? {} : (JSON.parse(text) as unknown);
  } catch {
    throw new ControlError(400, "The body is not JSON.");
  }
}

function sentence(error: ErrorObject | undefined): string {
  if (error === undefined) {
    return "The body does not fit.";
  }
  const where = error.instancePath === "" ? "the body" : error.instancePath.slice(1).replaceAll("/", ".");
  const params: Record<string, unknown> = error.params;
  if (error.keyword === "additionalProperties") {
    return `Unknown field "${String(params["additionalProperty"])}" in ${where}.`;
  }
  const allowed = error.keyword === "enum" ? `: ${JSON.stringify(params["allowedValues"])}` : "";
  return `Wrong value: ${where} ${error.message ?? "does not fit"}${allowed}.`;
}
