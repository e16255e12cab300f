import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type NodeRedProcess, startNodeRed } from "../e2e/node-red-process";
import { tryPort } from "../e2e/ports";
import { repositoryRoot, type ServerProcess } from "../e2e/server-process";
import { startSimulator } from "../e2e/simulator-process";
import { demoFlow, demoPath } from "./flow";

// What a user sees when `npm start` cannot go on: a sentence, no stack.
class Sentence extends Error {}

const stopping = new AbortController();
const { signal } = stopping;
const running: { stop(): Promise<void> }[] = [];

async function portFromUser(): Promise<number | undefined> {
  const text = process.env.PORT;
  if (text === undefined || text === "") {
    return undefined;
  }
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new Sentence(`PORT is "${text}", but must be a number from 1 to 65535. Leave it out to get any free port.`);
  }
  await tryPort(port).catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const why = code === "EADDRINUSE" ? "is taken by another program" : `cannot be used (${code})`;
    throw new Sentence(`Port ${port} ${why}. Set PORT to another one, or leave it out to get any free port.`);
  });
  return port;
}

async function build(): Promise<void> {
  console.log("Building ...");
  const simulator = existsSync(join(repositoryRoot, "test/simulator/dist/cli.js")) ? [] : ["--with-simulator"];
  const child = spawn(process.execPath, ["build.mjs", ...simulator], { cwd: repositoryRoot, stdio: "inherit", signal });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) {
    throw new Sentence("The build did not end well, so there is nothing to start.");
  }
}

function watch(name: string, server: ServerProcess): void {
  void server.exited.then(() => {
    const last = server.log.trimEnd().split("\n").slice(-10).join("\n");
    stopping.abort(new Sentence(`${name} ended unexpectedly, so the demo ends too. Its last lines:\n${last}`));
  });
}

async function start(port: number | undefined): Promise<[Awaited<ReturnType<typeof startSimulator>>, NodeRedProcess]> {
  const simulator = await startSimulator([], signal);
  running.unshift(simulator.process);
  watch("The simulator", simulator.process);
  const nodeRed = await startNodeRed(port === undefined ? { signal } : { port, signal });
  // Before the simulator: the nodes log out of vCenter when Node-RED ends.
  running.unshift(nodeRed);
  watch("Node-RED", nodeRed.process);
  return [simulator, nodeRed];
}

async function create(nodeRed: NodeRedProcess, body: URLSearchParams): Promise<string> {
  const response = await nodeRed.fetch(demoPath, { method: "POST", body, signal });
  const text = await response.text();
  if (!response.ok) {
    throw new Sentence(`The demo flow answered ${response.status}: ${text}`);
  }
  return text;
}

async function demo(): Promise<void> {
  const port = await portFromUser();
  if (!process.argv.includes("--no-build")) {
    await build();
  }
  const [{ facts }, nodeRed] = await start(port);
  const vm = facts.vms.find(({ family }) => family === "LINUX")?.vm ?? "";
  await nodeRed.deploy(demoFlow(facts, vm));
  const body = new URLSearchParams({ vm, prefix: "demo-", suffix: ".txt" });
  const path = await create(nodeRed, body);
  const data = [...body].map(([name, value]) => `-d ${name}=${value}`).join(" ");
  console.log(`
Created in ${vm}: ${path}

  Editor             ${nodeRed.url}
  Simulated vCenter  ${facts.url} (CA: ${facts.ca ?? "none"})
  One more file      curl -sS ${data} ${new URL(demoPath, nodeRed.url).href}

Ctrl-C ends everything.`);
  await once(signal, "abort");
  signal.throwIfAborted();
}

async function end(reason: unknown): Promise<void> {
  for (const part of running) {
    await part.stop();
  }
  process.exit(reason === "signal" ? 0 : 1);
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(name, () => stopping.abort("signal"));
}
demo().catch(async (error: unknown) => {
  // Whatever broke because we are stopping is not worth a word.
  const reason: unknown = signal.aborted ? signal.reason : error;
  if (reason !== "signal") {
    console.error(reason instanceof Sentence ? reason.message : reason);
  }
  await end(reason);
});
