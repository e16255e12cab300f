// Makes dist/ what Node-RED expects: html, locales and icons stand beside the compiled node files.
// Everything is made aside and then put in place, so that a failed build leaves the last good one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

// Readable in the browser, and a script of its own without globals.
const BUNDLING = { bundle: true, format: "iife", target: "es2022", charset: "utf8", logLevel: "warning", write: false };

mkdirSync(join(root, ".tmp"), { recursive: true });
const aside = mkdtempSync(join(root, ".tmp", "build-"));
process.on("exit", () => rmSync(aside, { recursive: true, force: true }));

let step;
let endedBy;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => end(signal));
}

// A step that runs is ended first: it would write into the folder that the exit removes.
function end(signal) {
  endedBy ??= signal;
  if (step === undefined) {
    exitBySignal();
  }
  step.kill(signal);
}

function exitBySignal() {
  process.exit(128 + constants.signals[endedBy]);
}

// A failed step has said why; a stack of this script would only hide that.
async function run(command, args, options) {
  step = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
  const [status, error] = await once(step, "close").catch((thrown) => [1, thrown]);
  step = undefined;
  if (endedBy !== undefined) {
    exitBySignal();
  }
  if (status !== 0) {
    console.error(error?.message ?? `Failed: ${[command, ...args].join(" ")}`);
    process.exit(1);
  }
}

function putInPlace(made, target) {
  if (existsSync(target)) {
    renameSync(target, join(aside, "old"));
  }
  renameSync(made, target);
}

// The wire types come from the contract, so that none is typed by hand.
async function generate() {
  const cli = join(dirname(require.resolve("openapi-typescript/package.json")), "bin", "cli.js");
  const made = join(aside, "wire.ts");
  await run(process.execPath, [cli, "contract/vcenter-guest.openapi.json", "-o", made], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  renameSync(made, join(root, "src", "vcenter", "wire.ts"));
}

async function buildPackage() {
  const made = join(aside, "dist");
  await run(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json", "--outDir", made]);
  const nodes = join(made, "nodes");
  cpSync(join(root, "nodes"), nodes, { recursive: true, filter: (source) => !source.endsWith(".ts") });
  cpSync(join(root, "icons"), join(nodes, "icons"), { recursive: true });
  await inlineBundles(nodes);
  putInPlace(made, join(root, "dist"));
}

// What runs in the editor stands in the html itself: a file of its own that is missing would hang the whole editor.
async function inlineBundles(nodes) {
  for (const name of readdirSync(nodes).filter((file) => file.endsWith(".html"))) {
    let html = readFileSync(join(nodes, name), "utf8");
    for (const [, source] of html.matchAll(/ data-bundle="([^"]+)"/g)) {
      const { outputFiles } = await bundle({ ...BUNDLING, absWorkingDir: root, entryPoints: [source] });
      html = html.replace(` data-bundle="${source}">`, () => `>\n${outputFiles[0].text}`);
    }
    writeFileSync(join(nodes, name), html);
  }
}

// npm compiles the simulator at install; here for those who changed it or install without scripts.
async function buildSimulator() {
  await run("npm run --silent build -w @vcenter-guest/simulator", [], { shell: true });
}

await generate();
if (!process.argv.includes("--generate-only")) {
  await buildPackage();
}
if (process.argv.includes("--with-simulator")) {
  await buildSimulator();
}
