import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

  it("has an example for each node that is no config node", () => {
    const used = readdirSync(join(repositoryRoot, "examples")).flatMap((file) => {
      const flow = JSON.parse(read("examples", file)) as { type: string }[];
      assert.ok(Array.isArray(flow));
      return flow.map(({ type }) => type);
    });
    const action = Object.keys(manifest["node-red"].nodes).filter(
      (set) => !/category:\s*["']config["']/.test(read("nodes", `${set}.html`)),
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
