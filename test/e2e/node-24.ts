import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../package/npm";
import { repositoryRoot } from "./server-process";

// Not a dependency of the project: npm would put this Node.js in the way of every npm script.
const folder = join(repositoryRoot, ".runtimes");
const system = process.platform === "win32" ? "win" : process.platform;
const name = `node-${system}-${process.arch}`;
const program = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");

/** The Node.js 24 that Node-RED 5 runs on in the tests, since it needs 22.9. */
export function node24(): string {
  if (!existsSync(program)) {
    throw new Error('Node.js 24 is not installed. "node -r tsx/cjs test/e2e/node-24.ts" does it, and so does "npm test".');
  }
  return program;
}

function isThere(): boolean {
  return existsSync(program) && execFileSync(program, ["--version"], { encoding: "utf8" }).startsWith("v24.");
}

if (require.main === module && !isThere()) {
  void npm(["install", "--prefix", folder, "--no-save", "--no-package-lock", `${name}@24`]).then(node24);
}
