import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { repositoryRoot } from "../e2e/server-process";

const read = (...path: string[]): string => readFileSync(join(repositoryRoot, ...path), "utf8");

interface Manifest {
  name: string;
  license?: string;
  repository?: unknown;
  bugs?: unknown;
  keywords: string[];
  type: string;
  engines: { node: string };
  dependencies: Record<string, string>;
  "node-red": { version: string; nodes: Record<string, string> };
}

const manifest = JSON.parse(read("package.json")) as Manifest;

/** The object that a dialog registers, as the scorecard and the flow library find it. */
function definitionOf(html: string, type: string): ts.ObjectLiteralExpression | undefined {
  const scripts = [...html.matchAll(/<script type="text\/javascript">(.*?)<\/script>/gs)].map(([, script]) => script!);
  const source = ts.createSourceFile("dialog.js", scripts.join("\n"), ts.ScriptTarget.Latest, true);
  const find = (node: ts.Node): ts.ObjectLiteralExpression | undefined => {
    if (ts.isCallExpression(node) && node.expression.getText().endsWith("registerType")) {
      const [name, definition] = node.arguments;
      const isOurs = name !== undefined && ts.isStringLiteral(name) && name.text === type;
      return isOurs && definition !== undefined && ts.isObjectLiteralExpression(definition) ? definition : undefined;
    }
    return ts.forEachChild(node, find);
  };
  return find(source);
}

function valueOf(definition: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = definition.properties.find((one) => one.name?.getText() === name);
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

function literalOf(definition: ts.ObjectLiteralExpression, name: string): string | undefined {
  const value = valueOf(definition, name);
  return value !== undefined && ts.isLiteralExpression(value) ? value.text : undefined;
}

function isInline(definition: ts.ObjectLiteralExpression, name: string): boolean {
  const value = valueOf(definition, name);
  return value !== undefined && ts.isObjectLiteralExpression(value);
}

// The static checks of Node-RED's scorecard, which itself needs the network.
describe("package.json", () => {
  it("is what the flow library accepts", () => {
    assert.match(manifest.name, /^@[a-z-]+\/[a-z-]+$/);
    assert.ok(manifest.license);
    assert.ok(manifest.repository);
    assert.ok(manifest.bugs);
    assert.ok(manifest.keywords.includes("node-red"));
  });

  it("loads on both Node-RED majors: CommonJS, from Node 20.19 on", () => {
    assert.equal(manifest.type, "commonjs");
    assert.equal(manifest.engines.node, ">=20.19");
    assert.equal(manifest["node-red"].version, ">=4.1.0");
  });

  it("needs undici 7 at runtime and nothing else", () => {
    assert.deepEqual(Object.keys(manifest.dependencies), ["undici"]);
    assert.match(manifest.dependencies.undici ?? "", /^\^7\./);
  });

  it("passes D01, D02: six dependencies or fewer, without an old agent-base", () => {
    assert.ok(Object.keys(manifest.dependencies).length <= 6);
    const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { version?: string; dev?: boolean }> };
    const old = Object.entries(packages).filter(
      ([path, { version = "", dev = false }]) => !dev && path.endsWith("node_modules/agent-base") && Number.parseInt(version, 10) < 6,
    );
    assert.deepEqual(old, []);
  });

  it("fails D03 alone, for undici 7, and the README says why", () => {
    assert.match(read("README.md"), /Node-RED's scorecard has one finding, D03/);
  });

  it("passes N02: each example is an array of nodes, in a file of JSON", () => {
    const files = readdirSync(join(repositoryRoot, "examples"));
    assert.deepEqual(files.filter((file) => !file.endsWith(".json") || !Array.isArray(JSON.parse(read("examples", file)))), []);
  });

  for (const set of Object.keys(manifest["node-red"].nodes)) {
    it(`shows ${set} to who reads its html without running it`, () => {
      const definition = definitionOf(read("dist", "nodes", `${set}.html`), set);
      assert.ok(definition !== undefined, "registerType with a text and an object, both inline");
      const isConfig = literalOf(definition, "category") === "config";
      const needed = isConfig ? ["category"] : ["category", "color", "icon", "inputs", "outputs"];
      assert.deepEqual(needed.filter((name) => literalOf(definition, name) === undefined), []);
      assert.ok(isInline(definition, "defaults"));
    });
  }

  it("has an example for each node that is no config node", () => {
    const used = readdirSync(join(repositoryRoot, "examples")).flatMap((file) => {
      const flow = JSON.parse(read("examples", file)) as { type: string }[];
      assert.ok(Array.isArray(flow));
      return flow.map(({ type }) => type);
    });
    const action = Object.keys(manifest["node-red"].nodes).filter(
      (set) => !/category:\s*["']config["']/.test(read("dist", "nodes", `${set}.html`)),
    );
    assert.ok(action.length > 0);
    assert.deepEqual(
      action.filter((type) => !used.includes(type)),
      [],
    );
  });
});

describe("package-lock.json", () => {
  it("names no registry: everybody's own is asked", () => {
    const hosts = read("package-lock.json").match(/"resolved": "(https?|git)[^"]*"/g);
    assert.equal(hosts, null);
  });
});
