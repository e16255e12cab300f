import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type NodeRedProcess, startNodeRed } from "../e2e/node-red-process";
import { repositoryRoot } from "../e2e/server-process";
import { languages } from "../nodes/untranslated";
import { npm } from "./npm";

interface Manifest {
  name: string;
  version: string;
  engines: { node: string };
  dependencies: Record<string, string>;
  files: string[];
  "node-red": { version: string; nodes: Record<string, string>; plugins: Record<string, string> };
}

interface NodeSet {
  name: string;
  types: string[];
  enabled: boolean;
  module: string;
  version: string;
  err?: unknown;
}

const manifest = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")) as Manifest;
const sets = Object.keys(manifest["node-red"].nodes);
const plugins = Object.keys(manifest["node-red"].plugins);

// What a user needs, and nothing else: no sources, tests, types, maps or contract.
const wanted = [
  /^package\.json$/,
  /^README\.md$/,
  /^CHANGELOG\.md$/,
  /^LICENSE$/,
  /^dist\/nodes\/vcenter-[a-z-]+\.(js|html)$/,
  /^dist\/nodes\/locales\/[a-z]{2}(-[A-Z]{2})?\/vcenter-[a-z-]+\.(json|html)$/,
  /^dist\/nodes\/icons\/[a-z-]+\.svg$/,
  /^dist\/src\/(vcenter|guest|runtime)\/([a-z-]+\/)*[a-z0-9-]+\.js$/,
  /^docs\/[a-z-]+\.md$/,
  /^examples\/[\w .-]+\.json$/,
];

const perSet = (set: string): string[] => [
  `dist/nodes/${set}.js`,
  `dist/nodes/${set}.html`,
  ...["en-US", ...languages].flatMap((language) => ["json", "html"].map((kind) => `dist/nodes/locales/${language}/${set}.${kind}`)),
];

describe("the npm package", function () {
  this.timeout(120_000);
  let files: string[];

  before(async () => {
    const [report] = JSON.parse(await npm(["pack", "--ignore-scripts", "--dry-run", "--json"])) as { files: { path: string }[] }[];
    assert.ok(report);
    files = report.files.map(({ path }) => path);
  });

  it("holds only what a user needs", () => {
    assert.deepEqual(
      files.filter((file) => !wanted.some((pattern) => pattern.test(file))),
      [],
    );
  });

  it("holds each kind of file that a user needs", () => {
    assert.deepEqual(
      wanted.filter((pattern) => !files.some((file) => pattern.test(file))),
      [],
    );
  });

  it("holds code, dialog, texts and help of each node", () => {
    assert.deepEqual(
      sets.flatMap(perSet).filter((file) => !files.includes(file)),
      [],
    );
  });

  it("names every node and plugin that there is", () => {
    const written = readdirSync(join(repositoryRoot, "nodes")).filter((file) => file.endsWith(".ts"));
    assert.deepEqual(written.map((file) => basename(file, ".ts")).sort(), [...sets, ...plugins].sort());
  });
});

describe("the packed file in an empty Node-RED", function () {
  this.timeout(120_000);
  let userDir: string;
  let nodeRed: NodeRedProcess | undefined;
  let found: NodeSet[];

  async function install(): Promise<void> {
    await npm(["pack", "--ignore-scripts", "--silent", "--pack-destination", userDir]);
    const packed = readdirSync(userDir).find((file) => file.endsWith(".tgz"));
    assert.ok(packed);
    const target = join(userDir, "node_modules", manifest.name);
    await mkdir(target, { recursive: true });
    await promisify(execFile)("tar", ["-xzf", join(userDir, packed), "--strip-components=1", "-C", target]);
    // What npm would fetch.
    for (const name of Object.keys(manifest.dependencies)) {
      const installed = dirname(require.resolve(`${name}/package.json`));
      await cp(installed, join(userDir, "node_modules", name), { recursive: true });
    }
  }

  before(async () => {
    userDir = await mkdtemp(join(tmpdir(), "vcenter-guest-package-"));
    await install();
    nodeRed = await startNodeRed({ userDir, nodesDir: [] });
    const all = (await nodeRed.getJson("nodes")) as NodeSet[];
    found = all.filter(({ module }) => module === manifest.name);
  });

  after(async () => {
    await nodeRed?.stop();
    await rm(userDir, { recursive: true, force: true });
  });

  it("registers each type, enabled and without an error", () => {
    const seen = found.map(({ name, types, enabled, version, err }) => ({ name, types, enabled, version, err }));
    const { version } = manifest;
    assert.deepEqual(
      seen.sort((a, b) => a.name.localeCompare(b.name)),
      [...sets].sort().map((name) => ({ name, types: [name], enabled: true, version, err: undefined })),
    );
  });

  it("offers the icons", async () => {
    const icons = (await nodeRed!.getJson("icons")) as Record<string, string[]>;
    assert.deepEqual(icons[manifest.name]?.slice().sort(), readdirSync(join(repositoryRoot, "icons")).sort());
  });

  for (const set of sets) {
    it(`serves the texts and the dialog of ${set}`, async () => {
      const id = `${manifest.name}/${set}`;
      const texts = (await nodeRed!.getJson(`locales/${id}?lng=en-US`)) as Record<string, unknown>;
      assert.ok(set in texts);
      const dialog = await (await nodeRed!.fetch(`nodes/${id}`, { headers: { Accept: "text/html" } })).text();
      assert.match(dialog, new RegExp(`data-template-name="${set}"`));
      assert.match(dialog, new RegExp(`data-help-name="${set}"`));
    });
  }

  for (const language of languages) {
    it(`serves texts and help in the language ${language}`, async () => {
      for (const set of [...sets, ...plugins]) {
        const packed = readFileSync(join(repositoryRoot, "nodes", "locales", language, `${set}.json`), "utf8");
        assert.deepEqual(await nodeRed!.getJson(`locales/${manifest.name}/${set}?lng=${language}`), JSON.parse(packed));
      }
      const all = await nodeRed!.fetch("nodes", { headers: { "Accept": "text/html", "Accept-Language": language } });
      const shown = await all.text();
      const help = sets.map((set) => readFileSync(join(repositoryRoot, "nodes", "locales", language, `${set}.html`), "utf8"));
      assert.deepEqual(help.filter((text) => !shown.includes(text)), []);
    });
  }

  it("lists the examples", async () => {
    const offered = JSON.stringify(await nodeRed!.getJson(`library/examples/flows/${manifest.name}`));
    const written = readdirSync(join(repositoryRoot, "examples"));
    assert.ok(written.length > 0);
    for (const file of written) {
      assert.ok(offered.includes(basename(file, ".json")), `${file} in ${offered}`);
    }
  });
});
