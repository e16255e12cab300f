import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";

/** A request and its answer, as they stood on the wire. */
export interface Traffic {
  readonly method: string;
  /** From `/api` on, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sent: string | undefined;
  readonly status: number;
  readonly received: string;
}

type Schema = Readonly<Record<string, unknown>>;
type Content = Readonly<Record<"application/json", { readonly schema: Schema }>>;

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
}

interface Response {
  readonly content?: Content;
  readonly "x-error-types"?: readonly string[];
  readonly "x-error-data"?: Readonly<Record<string, string>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
  readonly security: readonly Readonly<Record<string, unknown>>[];
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<
      Record<string, Schema & { readonly discriminator?: { readonly mapping: Record<string, string> } }>
    >;
  };
}

const contract = JSON.parse(
  readFileSync(join(__dirname, "../../contract/vcenter-guest.openapi.json"), "utf8"),
) as Contract;
const REFERENCE = "#/components/schemas/";
const validator = new Ajv({ allErrors: true });

/** The operation of the contract that a request calls. */
export function operationOf({ method, path }: Pick<Traffic, "method" | "path">): Operation | undefined {
  const url = path.replace(/^\/api/, "");
  const [template] = Object.keys(contract.paths).filter((candidate) => matches(candidate, url));
  return template === undefined ? undefined : contract.paths[template]?.[method.toLowerCase()];
}

/** What the contract has against a request: nothing, if it allows it. */
export function requestFindings(traffic: Traffic): string[] {
  const operation = operationOf(traffic);
  if (operation === undefined) {
    return [`no operation for ${traffic.method} ${traffic.path}`];
  }
  return [
    ...headerFindings(operation, traffic),
    ...queryFindings(operation, traffic),
    ...bodyFindings(operation, traffic),
  ];
}

/** What the contract has against an answer; any vAPI error is allowed: some faults have no declared one. */
export function answerFindings(traffic: Traffic): string[] {
  const operation = operationOf(traffic);
  const response = operation?.responses[traffic.status];
  const type = errorType(traffic.received);
  const isDeclared = response !== undefined && (response["x-error-types"]?.includes(type ?? "") ?? true);
  if (!isDeclared) {
    return type === undefined ? [`undeclared ${traffic.status}`] : schemaFindings(errorSchema(type), traffic.received);
  }
  const schema = type === undefined ? response.content?.["application/json"].schema : errorSchema(type);
  const findings = schema === undefined ? emptyFindings(traffic.received) : schemaFindings(schema, traffic.received);
  return [...findings, ...dataFindings(response, type, traffic.received)];
}

/** An error that the contract declares for an operation, with the component of its data. */
export interface DeclaredError {
  readonly status: number;
  readonly type: string;
  readonly data: string | undefined;
}

/** All errors that the contract declares for an operation. */
export function declaredErrors(operationId: string): DeclaredError[] {
  const operations = Object.values(contract.paths).flatMap((methods) => Object.values(methods));
  const responses = operations.find((operation) => operation.operationId === operationId)?.responses ?? {};
  return Object.entries(responses).flatMap(([status, response]) =>
    (response["x-error-types"] ?? []).map((type) => ({ status: Number(status), type, data: response["x-error-data"]?.[type] })),
  );
}

function headerFindings({ security, requestBody }: Operation, { headers }: Traffic): string[] {
  const findings: string[] = [];
  const login = "basic_auth" in (security[0] ?? {}) ? "authorization" : "vmware-api-session-id";
  const other = login === "authorization" ? "vmware-api-session-id" : "authorization";
  if (!(login in headers) || other in headers) {
    findings.push(`wrong login: ${Object.keys(headers).join()}`);
  }
  if (headers.accept !== "application/json") {
    findings.push("accept is not application/json");
  }
  if ((headers["content-type"] === "application/json") !== (requestBody !== undefined)) {
    findings.push(`content-type ${String(headers["content-type"])}`);
  }
  return findings;
}

function queryFindings({ parameters = [] }: Operation, { path }: Traffic): string[] {
  const known = new Set([
    "action",
    ...parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name),
  ]);
  const { searchParams } = new URL(path, "https://vc");
  return [...searchParams.keys()].filter((name) => !known.has(name)).map((name) => `unknown parameter ${name}`);
}

function bodyFindings({ requestBody }: Operation, { sent }: Traffic): string[] {
  if (requestBody === undefined) {
    return sent === undefined ? [] : ["a body where none is declared"];
  }
  return schemaFindings(requestBody.content["application/json"].schema, sent ?? "");
}

function dataFindings(response: Response, type: string | undefined, received: string): string[] {
  const component = response["x-error-data"]?.[type ?? ""];
  const data = type === undefined ? undefined : (JSON.parse(received) as { data?: unknown }).data;
  return component === undefined || data === undefined
    ? []
    : schemaFindings(reference(component), JSON.stringify(data));
}

function emptyFindings(text: string): string[] {
  return text === "" ? [] : ["a body where none is declared"];
}

function schemaFindings(schema: Schema, text: string): string[] {
  const validate = validator.compile(closed(schema));
  return validate(JSON.parse(text)) ? [] : [validator.errorsText(validate.errors)];
}

/** Only what a validator needs, and without room for fields that are not declared. */
function closed(open: Schema): Schema {
  if (typeof open.$ref === "string") {
    return { $ref: `contract#/definitions/${nameIn(open.$ref)}` };
  }
  const parts = listOf(open.allOf).map((part) => closed(component(String((part as Schema).$ref))));
  const properties = Object.assign({}, ...parts.map((part) => part.properties), mapped(open.properties)) as Schema;
  const required = [...parts.flatMap((part) => listOf(part.required)), ...listOf(open.required)];
  return {
    type: open.type,
    ...(open.enum !== undefined && { enum: open.enum }),
    ...(open.items !== undefined && { items: closed(open.items as Schema) }),
    ...(Object.keys(properties).length > 0 && { properties, required, additionalProperties: false }),
    ...(typeof open.additionalProperties === "object" && {
      additionalProperties: closed(open.additionalProperties as Schema),
    }),
  };
}

function mapped(schemas: unknown): Schema {
  return Object.fromEntries(
    Object.entries((schemas ?? {}) as Record<string, Schema>).map(([name, schema]) => [name, closed(schema)]),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function component(reference: string): Schema {
  return contract.components.schemas[nameIn(reference)] ?? {};
}

function nameIn(reference: string): string {
  return reference.replace(REFERENCE, "");
}

function reference(name: string): Schema {
  return { $ref: REFERENCE + name };
}

function errorSchema(type: string): Schema {
  const $ref = contract.components.schemas["Vapi.Std.Errors.Error"]?.discriminator?.mapping[type];
  return $ref === undefined ? reference("Vapi.Std.Errors.Error") : { $ref };
}

function errorType(text: string): string | undefined {
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  const type = typeof body === "object" && body !== null && "error_type" in body ? body.error_type : undefined;
  return typeof type === "string" ? type : undefined;
}

/** A template holds its action in the query; other parameters may follow. */
function matches(template: string, url: string): boolean {
  const [path = "", query = ""] = template.split("?");
  const [asked = "", given = ""] = url.split("?");
  const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
  return pattern.test(asked) && (query === "" ? !given.includes("action=") : given.split("&").includes(query));
}

validator.addSchema({ $id: "contract", definitions: mapped(contract.components.schemas) });
