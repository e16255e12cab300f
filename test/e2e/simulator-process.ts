import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { repositoryRoot, ServerProcess } from "./server-process";
import { until } from "./until";

/** What the simulator says about itself in its first line. */
export interface SimulatorFacts {
  url: string;
  ca: string | null;
  username: string;
  password: string;
  guestUsername: string;
  guestPassword: string;
  vms: { vm: string; name: string; family: string }[];
}

export interface SimulatorProcess {
  facts: SimulatorFacts;
  process: ServerProcess;
}

async function firstLine(process: ServerProcess, signal: AbortSignal | undefined): Promise<string> {
  const ask = (): string | undefined => {
    if (!process.running) {
      throw new Error(`The simulator ended before it was ready:\n${process.log}`);
    }
    return /^(\{.*\})\r?\n/m.exec(process.log)?.[1];
  };
  return await until("the simulator", ask, { signal });
}

/** Has it fail what is asked of it next. */
export async function injectFault({ url, ca }: SimulatorFacts, fault: object): Promise<void> {
  const body = JSON.stringify(fault);
  const options = { method: "POST", headers: { "content-type": "application/json" }, ...(ca !== null && { ca: readFileSync(ca) }) };
  const sent = request(new URL("/_simulator/faults", url), options).end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.resume();
  assert.equal(Math.floor((answer.statusCode ?? 0) / 100), 2);
}

/** The simulator as `npm run simulator` starts it, on a free port. */
export async function startSimulator(args: string[] = [], signal?: AbortSignal): Promise<SimulatorProcess> {
  const cli = join(repositoryRoot, "test/simulator/dist/cli.js");
  const process = new ServerProcess(cli, ["--port", "0", ...args]);
  try {
    return { facts: JSON.parse(await firstLine(process, signal)) as SimulatorFacts, process };
  } catch (error) {
    await process.stop();
    throw error;
  }
}
