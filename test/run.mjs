// The whole suite, in two lanes. Its last line, "N passed, N failed", counts a failed step as one failure, so that it
// never says "0 failed" when something was wrong.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepOwnCode } from "./own-coverage.mjs";
import { aside, live, run } from "./step.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const require = createRequire(import.meta.url);
const coverage = join(root, "coverage");
const raw = join(coverage, "raw");
const failures = [];
let passed = 0;

const bin = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path);
const tsc = require.resolve("typescript/bin/tsc");

/** A step that is one failure if it does not end well. */
async function step(out, name, args) {
  const ok = await run(out, name, args);
  if (!ok) {
    failures.push(name);
  }
  return ok;
}

async function check(out) {
  await step(out, "type check", [tsc, "-p", "tsconfig.json"]);
  await step(out, "type check of what runs in the editor", [tsc, "-p", "editor/tsconfig.json"]);
  await step(out, "type check of the simulator", [tsc, "-p", "test/simulator/test/tsconfig.json"]);
  await step(out, "lint", [bin("eslint", "bin/eslint.js"), ".", "--max-warnings", "0"]);
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passes: 0, failures: [] };
  }
}

/** @param lane names its counts @param specs for mocha */
async function test(out, lane, specs) {
  const file = join(coverage, `counts-${lane}.json`);
  const reporter = ["--reporter", "test/count-reporter.cjs", "--reporter-option", `counts=${file}`];
  const args = [bin("mocha", "bin/mocha.js"), "--forbid-only", ...reporter, ...specs];
  const ok = await run(out, `tests: ${lane}`, args, { NODE_V8_COVERAGE: raw });
  const counts = readCounts(file);
  passed += counts.passes;
  failures.push(...counts.failures);
  // Failed tests are counted one by one; only a crash, or a run without results, is a failure of the step.
  if (ok ? counts.passes === 0 : counts.failures.length === 0) {
    failures.push(`tests: ${lane}: ${ok ? "none ran" : "they did not come to their end"}`);
  }
}

const NODES = "test/nodes/**/*_spec.ts";
// They start servers, browsers and builds, which are for this process alone.
const PROCESSES = ["test/e2e/**/*_spec.ts", "test/package/**/*_spec.ts"];
const others = [NODES, ...PROCESSES].flatMap((specs) => ["--ignore", specs]);

/** A lane has about half of the work. The memory of a process is looked at more quickly where Node-RED is not in it. */
async function twoLanes() {
  const file = join(coverage, "second-lane.txt");
  const second = aside(file);
  console.log(`\nIn a second lane, printed when this one ends: checks and all other tests (so far: ${file})`);
  const besides = async () => {
    await check(second);
    await test(second, "processes", PROCESSES);
    await test(second, "others", [...others, "test/**/*_spec.ts"]);
  };
  await Promise.all([test(live, "nodes", [NODES]), besides()]);
  second.show();
}

async function measure() {
  keepOwnCode(raw, join(root, "src"));
  // A file that no test loads has one branch only, but all of its lines: so both are limits.
  const limits = ["--check-coverage", "--branches", "95", "--lines", "95", "--functions", "0", "--statements", "0"];
  const scope = ["--all", "--src", "src", "--include", "src/**/*.ts", "--exclude", "src/vcenter/wire.ts"];
  const files = ["--temp-directory", raw, "--reports-dir", coverage, "--reporter", "text", "--reporter", "html"];
  await step(live, "coverage of src", [bin("c8", "bin/c8.js"), "report", ...limits, ...scope, ...files]);
}

try {
  rmSync(coverage, { recursive: true, force: true });
  mkdirSync(coverage, { recursive: true });
  const isBuilt = await step(live, "build", ["build.mjs", "--with-simulator"]);
  if (isBuilt && (await step(live, "Node.js 24 for Node-RED 5", ["-r", "tsx/cjs", "test/e2e/node-24.ts"]))) {
    await twoLanes();
    await measure();
  }
} catch (error) {
  console.error(error);
  failures.push("the runner itself");
}
if (failures.length > 0) {
  console.log(`\nFailed:\n${failures.map((name) => `  ${name}`).join("\n")}`);
}
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
