import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { buildSync } from "esbuild";
import { type CallExpression, type Expression, type Node, type ObjectExpression, parse, type Property } from "acorn";

export const root = join(__dirname, "..", "..");
export const packageName = "@vcenter-guest/node-red";
export const types = [
  "vcenter-connection",
  "vcenter-guest-login",
  "vcenter-guest-temp-file",
  "vcenter-guest-upload",
  "vcenter-guest-download",
  "vcenter-guest-files",
  "vcenter-guest-run",
  "vcenter-vms",
] as const;
export type NodeType = (typeof types)[number];

export const readText = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
export const readHtml = (type: NodeType): string => readText("nodes", `${type}.html`);

const bundles = new Map<string, string>();

/** What the build makes of a file. */
function bundleOf(source: string): string {
  const options = { bundle: true, format: "iife", target: "es2022", charset: "utf8", write: false } as const;
  const made = bundles.get(source) ?? buildSync({ ...options, absWorkingDir: root, entryPoints: [source] }).outputFiles[0]!.text;
  bundles.set(source, made);
  return made;
}

/** The script block as the flow library and the scorecard look for it. */
export function readScript(type: NodeType): string {
  const blocks = [...readHtml(type).matchAll(/<script type="text\/javascript" data-bundle="([^"]+)"><\/script>/g)];
  if (blocks.length !== 1) {
    throw new Error(`${type}.html has ${blocks.length} script blocks`);
  }
  return bundleOf(blocks[0]![1]!);
}

/** What the dialogs share, as the build puts it into the page of the connection. */
export function sharedScript(): string {
  const [, source = ""] = /<script data-bundle="([^"]+)">/.exec(readHtml("vcenter-connection")) ?? [];
  return bundleOf(source);
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** All nodes of a syntax tree. */
export function* nodesOf(tree: Node): Generator<Node> {
  yield tree;
  for (const value of Object.values(tree).flat() as unknown[]) {
    if (isNode(value)) {
      yield* nodesOf(value);
    }
  }
}

export function syntaxTree(script: string): Node {
  return parse(script, { ecmaVersion: "latest" });
}

function isRegistration(node: Node): node is CallExpression {
  const { callee } = node as CallExpression;
  return node.type === "CallExpression" && callee.type === "MemberExpression" && nameOf(callee.property) === "registerType";
}

/** The arguments of every `registerType(...)`. */
export function registrations(script: string): CallExpression["arguments"][] {
  return [...nodesOf(syntaxTree(script))].filter(isRegistration).map((call) => call.arguments);
}

export function nameOf(node: Node): string {
  return "name" in node && typeof node.name === "string" ? node.name : "";
}

/** The inline object that a type is registered with. */
export function definitionTree(type: NodeType): ObjectExpression {
  const definition = registrations(readScript(type))[0]?.[1];
  if (definition?.type !== "ObjectExpression") {
    throw new Error(`${type} is not registered with an inline object`);
  }
  return definition;
}

/** The properties of an inline object, by their names; computed and spread ones are none. */
export function entries(object: ObjectExpression): [string, Expression][] {
  const plain = object.properties.filter((property): property is Property => property.type === "Property" && !property.computed);
  return plain.map((property) => [nameOf(property.key), property.value]);
}

export function property(object: ObjectExpression, name: string): Expression | undefined {
  return entries(object).find(([key]) => key === name)?.[1];
}

export interface EditorProperty {
  value?: unknown;
  type?: string;
  required?: boolean;
  label?: string;
  validate?: (this: object, value: unknown, opt: { label: string }) => boolean | string;
}

export interface EditorDefinition {
  category: string;
  color?: string;
  icon?: string;
  inputs?: number;
  outputs?: number;
  hasUsers?: boolean;
  defaults: Record<string, EditorProperty>;
  credentials?: Record<string, EditorProperty>;
  paletteLabel: string;
  label: (this: object) => string;
  labelStyle: (this: object) => string;
  outputLabels?: (this: object, index: number) => string;
}

type Translate = (key: string, values: Readonly<Record<string, string>>) => string | undefined;

/** What a dialog with these properties shows of what its node sends. */
export function previewOf(type: NodeType, properties: object, translate: Translate): string {
  const RED: { _: Translate; vcenterGuest?: { previewOf: (type: NodeType, properties: object) => string } } = { _: translate };
  runInContext(sharedScript(), createContext({ RED, URLSearchParams, TextEncoder }));
  return RED.vcenterGuest!.previewOf(type, properties);
}

/** Runs the script of a dialog with the `RED` and `$` given, and returns what it registers. */
export function runScript(type: NodeType, RED: object, $: unknown): EditorDefinition {
  let registered: EditorDefinition | undefined;
  const registerType = (_type: string, definition: EditorDefinition) => (registered = definition);
  const nodes = { eachConfig: () => undefined, ...("nodes" in RED ? (RED.nodes as object) : {}), registerType };
  runInContext(readScript(type), createContext({ RED: { ...RED, nodes }, $, URL, TextDecoder, TextEncoder }));
  if (registered === undefined) {
    throw new Error(`${type} was not registered`);
  }
  return registered;
}
