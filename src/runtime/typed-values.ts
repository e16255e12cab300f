import type { Node, NodeAPI, NodeMessageInFlow } from "node-red";
import type { Given } from "../guest/given";
import { invalid, type VCenterError } from "../vcenter/error";
import { shown } from "../vcenter/text";

/** The definition of a node, whose typed property `x` has its type in `xType`. */
export type TypedProperties = Readonly<Record<string, unknown>>;

/** A typed property as a dialog has stored it. */
interface Typed {
  readonly expression: string;
  readonly type: string;
  /** What a person calls it, with where its value stands. */
  readonly name: string;
  /** The keys that lead to it in a message, where they are the same for each. */
  readonly path: readonly string[] | undefined;
}

/** A node keeps its properties for life: they are looked at once, not for each message. */
const known = new WeakMap<TypedProperties, Map<string, Typed>>();

/** Types whose values a context store or an expression gives when it likes, or never. */
const WAITING_TYPES: ReadonlySet<string> = new Set(["flow", "global", "jsonata"]);

/**
 * The value that a typed property of a node has for a message, read now. Only what may take its time is a promise.
 *
 * @param label what a person calls the property
 * @throws VCenterError INVALID_ARGUMENT, subject `message`, if it cannot be evaluated.
 */
export function typedValue(
  RED: NodeAPI,
  node: Node,
  properties: TypedProperties,
  property: string,
  label: string,
  msg: NodeMessageInFlow,
): Given | Promise<Given> {
  const { expression, type, name, path } = typed(RED, properties, property, label);
  if (expression === "" && type !== "str") {
    return { value: undefined, name };
  }
  if (WAITING_TYPES.has(type)) {
    return awaited(RED, node, expression, type, msg, name);
  }
  try {
    const value: unknown =
      type === "msg" ? valueAt(path ?? keysOf(RED, expression, msg), msg) : RED.util.evaluateNodeProperty(expression, type, node, msg);
    return { value, name };
  } catch (error) {
    throw unusable(name, error);
  }
}

/** It may throw instead of calling back, so it stands inside the executor. Context stores give no error as `undefined`. */
async function awaited(
  RED: NodeAPI,
  node: Node,
  expression: string,
  type: string,
  msg: NodeMessageInFlow,
  name: string,
): Promise<Given> {
  try {
    const value = await new Promise((resolve, reject) => {
      RED.util.evaluateNodeProperty(expression, type, node, msg, (error: Error | null | undefined, result) => {
        if (error) {
          reject(error);
        } else {
          resolve(result);
        }
      });
    });
    return { value, name };
  } catch (error) {
    throw unusable(name, error);
  }
}

function unusable(name: string, error: unknown): VCenterError {
  return invalid("message", `The ${name} cannot be evaluated: ${reasonOf(error)}. Correct it in the node.`);
}

function typed(RED: NodeAPI, properties: TypedProperties, property: string, label: string): Typed {
  let ofNode = known.get(properties);
  if (ofNode === undefined) {
    ofNode = new Map();
    known.set(properties, ofNode);
  }
  let found = ofNode.get(property);
  if (found === undefined) {
    found = readTyped(RED, properties, property, label);
    ofNode.set(property, found);
  }
  return found;
}

function readTyped(RED: NodeAPI, properties: TypedProperties, property: string, label: string): Typed {
  const expression = textOf(properties[property]);
  const type = textOf(properties[`${property}Type`]);
  const path = type === "msg" ? pathOf(RED, expression) : undefined;
  return { expression, type, name: named(label, type, expression), path };
}

/** `undefined` where a key is the value of another property, like `payload[msg.topic]`, or the expression is none. */
function pathOf(RED: NodeAPI, expression: string): string[] | undefined {
  const keys = writtenKeysOf(RED, expression);
  const isFixed = keys.length > 0 && keys.every((key) => typeof key === "string" || typeof key === "number");
  return isFixed ? keys.map(String) : undefined;
}

/** None of an expression that is none; a key that is the value of another property is a list of the keys to that. */
function writtenKeysOf(RED: NodeAPI, expression: string): unknown[] {
  try {
    return keysOf(RED, expression);
  } catch {
    return [];
  }
}

/** Node-RED accepts the expression with and without `msg.` in front. @param msg that has what keys refer to */
function keysOf(RED: NodeAPI, expression: string, msg?: NodeMessageInFlow): PropertyKey[] {
  return RED.util.normalisePropertyExpression(expression.replace(/^msg\./, ""), msg);
}

/** A missing parent, like that of payload.vm in a payload that is no object, is a missing value. */
function valueAt(path: readonly PropertyKey[], msg: NodeMessageInFlow): unknown {
  let value: unknown = msg;
  for (const key of path) {
    if (value === undefined || value === null) {
      return undefined;
    }
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** Whether a typed property reads below `msg.guest`, so that it speaks of the VM of an earlier node. */
export function readsGuest(RED: NodeAPI, properties: TypedProperties, property: string): boolean {
  const expression = textOf(properties[property]);
  if (properties[`${property}Type`] !== "msg" || !expression.includes("guest")) {
    return false;
  }
  const keys = writtenKeysOf(RED, expression);
  return keys.length > 1 && keys[0] === "guest";
}

function named(label: string, type: string, expression: string): string {
  switch (type) {
    case "msg":
    case "flow":
    case "global":
      return `${label} (${type}.${shown(expression)})`;
    case "env":
      return `${label} (environment variable ${shown(expression)})`;
    case "jsonata":
      return `${label} (JSONata expression)`;
    default:
      return label;
  }
}

/** What is thrown may be anything, also what throws when it is looked at. */
function reasonOf(error: unknown): string {
  try {
    const message = typeof error === "object" && error !== null && "message" in error ? error.message : error;
    return shown(String(message)).replace(/[.\s]+$/, "");
  } catch {
    return "it fails";
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
