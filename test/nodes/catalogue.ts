import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type NodeType, nodesOf, packageName, readHtml, readScript, readText, root, sharedScript, syntaxTree, types } from "./editor-html";

export type Catalogue = { [key: string]: string | Catalogue };

/** What has a catalogue: the nodes, and the tab in the sidebar. */
export const sets = [...types, "vcenter-operations"] as const;
type CatalogueSet = (typeof sets)[number];

const parse = (text: string): Catalogue => JSON.parse(text) as Catalogue;

export const readCatalogue = (set: CatalogueSet, language = "en-US"): Catalogue =>
  parse(readText("nodes", "locales", language, `${set}.json`));

const coreCatalogue = (): Catalogue => parse(readText("node_modules", "@node-red", "nodes", "locales", "en-US", "messages.json"));

/** `a.b.c` of every text. */
export function keysOf(catalogue: Catalogue, prefix = ""): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

/** Every text by its key. */
export const textsOf = (catalogue: Catalogue): [key: string, text: string][] =>
  keysOf(catalogue).map((key) => [key, find(catalogue, key)!]);

function find(catalogue: Catalogue, key: string): string | undefined {
  let at: string | Catalogue | undefined = catalogue;
  for (const part of key.split(".")) {
    at = typeof at === "object" ? at[part] : undefined;
  }
  return typeof at === "string" ? at : undefined;
}

/** What the editor shows for a key with its namespace, or undefined where it would show the raw key. */
export function translate(namespaced: string, values: Readonly<Record<string, string>> = {}): string | undefined {
  return textOf(namespaced)?.replace(/__(\w+)__/g, (place, name: string) => values[name] ?? place);
}

function textOf(namespaced: string): string | undefined {
  const [namespace = "", key = ""] = namespaced.split(":");
  if (namespace === "node-red") {
    return find(coreCatalogue(), key);
  }
  const set = namespace.startsWith(`${packageName}/`) ? namespace.slice(packageName.length + 1) : "";
  return set === "" ? undefined : find(readCatalogue(set as NodeType), key);
}

/** The keys in the `data-i18n` attributes of a dialog, each with its namespace. */
export function keysInTemplate(type: NodeType): string[] {
  const attributes = [...readHtml(type).matchAll(/data-i18n="([^"]+)"/g)].flatMap((match) => match[1]!.split(";"));
  const keys = attributes.map((attribute) => attribute.replace(/^\[\w+\]/, ""));
  return keys.map((key) => (key.includes(":") ? key : `${packageName}/${type}:${key}`));
}

const ownKey = /^(vcenter-[\w-]+)\.\w+\.[\w-]+$/;

/** The keys of ours in the script of a dialog. The first part of a key is the node type, and so the catalogue. */
export function keysInScript(type: NodeType): string[] {
  const scripts = [readScript(type), ...(type === "vcenter-connection" ? [sharedScript()] : [])];
  const texts = scripts.flatMap((script) => [...nodesOf(syntaxTree(script))]).map((node) => {
    const { value } = node as { value?: unknown };
    return node.type === "TemplateElement" ? (value as { cooked: string }).cooked : value;
  });
  return texts.flatMap((text) => {
    const set = typeof text === "string" ? ownKey.exec(text)?.[1] : undefined;
    return set === undefined ? [] : [`${packageName}/${set}:${String(text)}`];
  });
}

function sources(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".ts")).map((file) => readText(folder, file));
}

/** The last part of every status key that the code shows. */
export function statusesInCode(): string[] {
  const texts = [...sources("nodes"), ...sources("src/runtime")];
  // Written out, or chosen: `.status.${... ? "one" : "other"}`.
  const chosen = texts.flatMap((text) => [...text.matchAll(/\.status\.\$\{([^}]*)\}/g)].map((match) => match[1]!));
  const found = [
    ...texts.flatMap((text) => [...text.matchAll(/\.status\.([a-z]+(?:-[a-z]+)*)["'`]/g)]),
    ...chosen.flatMap((choice) => [...choice.matchAll(/["']([a-z]+(?:-[a-z]+)*)["']/g)]),
  ];
  return found.map((match) => match[1]!);
}

const explaining = ["src/vcenter/explanations.ts", "src/vcenter/transfer-explanations.ts", "src/runtime/size-limit.ts", "src/runtime/limits.ts"];

/** The labels of fields that the sentences of errors name. */
export const labelsInErrors = (): string[] =>
  explaining.flatMap((file) => [...readText(file).matchAll(/['`][^'`\n]*(?<!\?\? )"([A-Z][\w .()]+)"/g)].map(([, label]) => label!));
