// The whole suite. Its last line, "N passed, N failed", counts a failed step as one failure, so that it never says
// "0 failed" when something was wrong.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepOwnCode } from "./own-coverage.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const coverage = join(root, "coverage");
const counts = join(coverage, "counts.json");
const raw = join(coverage, "raw");
const failedSteps = [];

function node(name, args, env = {}) {
  console.log(`\n== ${name}`);
  const { status, signal, error } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  const ok = status === 0;
  if (!ok) {
    failedSteps.push(name);
    console.error(`${name} failed: ${error?.message ?? signal ?? `exit code ${status}`}`);
  }
  return ok;
}

const bin = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path);
const tsc = require.resolve("typescript/bin/tsc");

function build() {
  return node("build", ["build.mjs", "--with-simulator"]);
}

function check() {
  node("type check", [tsc, "-p", "tsconfig.json"]);
  node("type check of the simulator", [tsc, "-p", "test/simulator/test/tsconfig.json"]);
  node("lint", [bin("eslint", "bin/eslint.js"), ".", "--max-warnings", "0"]);
}

function readCounts() {
  try {
    return JSON.parse(readFileSync(counts, "utf8"));
  } catch {
    return { passes: 0, failures: 0, pending: 0 };
  }
}

function test() {
  rmSync(coverage, { recursive: true, force: true });
  mkdirSync(coverage, { recursive: true });
  const reporter = ["--reporter", "test/count-reporter.cjs", "--reporter-option", `counts=${counts}`];
  const args = [bin("mocha", "bin/mocha.js"), "--forbid-only", ...reporter, "test/**/*_spec.ts"];
  const ok = node("tests", args, { NODE_V8_COVERAGE: raw });
  const { passes, failures, pending } = readCounts();
  if (!ok && failures > 0) {
    // They are counted one by one; only a crash, or a run without results, is a failure of the step.
    failedSteps.pop();
  } else if (ok && passes === 0) {
    failedSteps.push("tests: none ran");
  }
  return { passed: passes, failed: failures + pending };
}

function measure() {
  keepOwnCode(raw, join(root, "src"));
  // A file that no test loads has one branch only, but all of its lines: so both are limits.
  const limits = ["--check-coverage", "--branches", "95", "--lines", "95", "--functions", "0", "--statements", "0"];
  const scope = ["--all", "--src", "src", "--include", "src/**/*.ts", "--exclude", "src/vcenter/wire.ts"];
  const files = ["--temp-directory", raw, "--reports-dir", coverage, "--reporter", "text", "--reporter", "html"];
  node("coverage of src", [bin("c8", "bin/c8.js"), "report", ...limits, ...scope, ...files]);
}

let result = { passed: 0, failed: 0 };
try {
  if (build()) {
    check();
    result = test();
    measure();
  }
} catch (error) {
  console.error(error);
  failedSteps.push("the runner itself");
}
const failed = result.failed + failedSteps.length;
if (failedSteps.length > 0) {
  console.log(`\nFailed steps: ${failedSteps.join(", ")}`);
}
console.log(`\n${result.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
