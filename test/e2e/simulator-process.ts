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
