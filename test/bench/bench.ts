import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, cpus } from "node:os";
import { version as nodeRed } from "node-red/package.json";
import { repositoryRoot } from "../e2e/server-process";
import { type Report, table } from "./figures";
import { type Options, readOptions } from "./options";
import { heap } from "./parts/heap";
import { speed } from "./parts/speed";
import { transfer } from "./parts/transfer";
import { waiting } from "./parts/waiting";
import { stopAll } from "./worker";

const PARTS: Readonly<Record<string, (options: Options) => Promise<Report>>> = { speed, waiting, heap, transfer };

const stopping = new AbortController();
const { signal } = stopping;

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(name, () => stopping.abort(name));
}

async function build(): Promise<void> {
  const child = spawn(process.execPath, ["build.mjs"], { cwd: repositoryRoot, stdio: "inherit", signal });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) {
    throw new Error("The build did not end well, so there is nothing to measure.");
  }
}

async function run(options: Options): Promise<void> {
  if (options.isBuilt) {
    await build();
  }
  const machine = { node: process.version, nodeRed, cores: cpus().length };
  console.log(`Node.js ${machine.node}, Node-RED ${machine.nodeRed}, ${machine.cores} cores`);
  const figures: Record<string, object> = {};
  for (const [name, part] of Object.entries(PARTS).filter(([each]) => options.parts.includes(each))) {
    const report = await part(options);
    console.log(`\n${table(report)}`);
    figures[name] = report.figures;
  }
  console.log(`\n${JSON.stringify({ ...machine, isQuick: options.isQuick, ...figures })}`);
}

/** Nothing is asserted: any figure is a success. */
async function main(): Promise<number> {
  const interrupted = once(signal, "abort").then(() => Promise.reject(new Error("interrupted")));
  try {
    await Promise.race([run(readOptions(process.argv.slice(2), Object.keys(PARTS))), interrupted]);
    return 0;
  } catch (error) {
    if (signal.aborted) {
      return 128 + constants.signals[signal.reason as NodeJS.Signals];
    }
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await stopAll();
  }
}

void main().then((code) => process.exit(code));
