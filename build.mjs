// Makes dist/ what Node-RED expects: html, locales and icons stand beside the compiled node files.
// Everything is made aside and then put in place, so that a failed build leaves the last good one.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

mkdirSync(join(root, ".tmp"), { recursive: true });
const aside = mkdtempSync(join(root, ".tmp", "build-"));
process.on("exit", () => rmSync(aside, { recursive: true, force: true }));

// A failed step has said why; a stack of this script would only hide that.
function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
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
function generate() {
  const cli = join(dirname(require.resolve("openapi-typescript/package.json")), "bin", "cli.js");
  const made = join(aside, "wire.ts");
  run(process.execPath, [cli, "contract/vcenter-guest.openapi.json", "-o", made], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  renameSync(made, join(root, "src", "vcenter", "wire.ts"));
}

function buildPackage() {
  const made = join(aside, "dist");
  run(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json", "--outDir", made]);
  const nodes = join(made, "nodes");
  cpSync(join(root, "nodes"), nodes, { recursive: true, filter: (source) => !source.endsWith(".ts") });
  cpSync(join(root, "icons"), join(nodes, "icons"), { recursive: true });
  putInPlace(made, join(root, "dist"));
}

// npm compiles the simulator at install; here for those who changed it or install without scripts.
function buildSimulator() {
  run("npm run --silent build -w @vcenter-guest/simulator", [], { shell: true });
}

generate();
if (!process.argv.includes("--generate-only")) {
  buildPackage();
}
if (process.argv.includes("--with-simulator")) {
  buildSimulator();
}
