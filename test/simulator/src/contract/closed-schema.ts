import type { ContractDocument, Schema } from "./document";

/** On a field of the contract: its name in the vendor's bindings for vSphere 8.0 U2. */
const EARLIER_NAME = "x-bindings-8.0.2-name";

const REFERENCE = "#/components/schemas/";

/** By which the closed component schemas are known to a validator. */
export const COMPONENTS_ID = "components";

/** All component schemas, to be added to a validator once. */
export function closedComponents(document: ContractDocument): Schema {
  const close = closer(document);
  return { $id: COMPONENTS_ID, components: { schemas: mapValues(document.components.schemas, close) } };
}

/** One schema of the contract; it refers to the components. */
export function closedSchema(document: ContractDocument, schema: Schema): Schema {
  return closer(document)(schema);
}

/**
 * Closes a schema: objects with declared fields take no others. `allOf` is merged, since a closed part
 * would refuse the fields of its neighbour.
 */
function closer(document: ContractDocument): (open: Schema) => Schema {
  const closeValue = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(closeValue);
    }
    return isObject(value) ? close(value) : value;
  };
  const close = (open: Schema): Schema => {
    const merged = withEarlierNames(mergeAllOf(document, open));
    const result = mapValues(merged, closeValue);
    if (typeof result["$ref"] === "string") {
      result["$ref"] = COMPONENTS_ID + result["$ref"];
    }
    const takesOthers = merged["properties"] === undefined || merged["additionalProperties"] !== undefined;
    return takesOthers ? result : { ...result, additionalProperties: false };
  };
  return close;
}

/** Servers before 9.1 spell some fields differently: CONTRACT.md section 6, `memory_size_MiB`. */
function withEarlierNames(schema: Schema): Schema {
  const properties = Object.entries(asObject(schema["properties"]));
  const renamed = properties.flatMap(([, property]) => {
    const name = asObject(property)[EARLIER_NAME];
    return typeof name === "string" ? [[name, property] as const] : [];
  });
  return renamed.length === 0 ? schema : { ...schema, properties: Object.fromEntries([...properties, ...renamed]) };
}

function mergeAllOf(document: ContractDocument, schema: Schema): Schema {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf)) {
    return schema;
  }
  return allOf.filter(isObject).reduce((merged, part) => merge(merged, resolve(document, part)), own);
}

function merge(left: Schema, right: Schema): Schema {
  const properties = { ...asObject(left["properties"]), ...asObject(right["properties"]) };
  const required = [...asArray(left["required"]), ...asArray(right["required"])];
  return { type: "object", properties, required };
}

function resolve(document: ContractDocument, schema: Schema): Schema {
  const reference = schema["$ref"];
  if (typeof reference !== "string") {
    return schema;
  }
  const target = document.components.schemas[reference.slice(REFERENCE.length)];
  if (target === undefined) {
    throw new Error(`The contract has no ${reference}`);
  }
  return mergeAllOf(document, target);
}

function mapValues<From, To>(object: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Schema {
  return isObject(value) ? value : {};
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
