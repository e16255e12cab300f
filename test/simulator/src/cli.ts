#!/usr/bin/env node
import { HELP, readArguments } from "./cli-options";
import { type Simulator, startSimulator } from "./start";

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(HELP);
    return;
  }
  const starting = startSimulator(options);
  endOnSignal(starting);
  const { address } = await starting;
  process.stdout.write(`${JSON.stringify(address)}\n`);
}

/** Also a signal that comes while it starts, or while it ends, leaves nothing behind. */
function endOnSignal(starting: Promise<Simulator>): void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) {
      return;
    }
    isEnding = true;
    starting.then((simulator) => simulator.close()).then(() => process.exit(0), fail);
  };
  // Not once: a second signal that nobody listens to would kill the clean-up.
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

function fail(error: unknown): void {
  process.stderr.write(`${sentence(error)}\n`);
  process.exit(1);
}

/** A person reads this: one line, no stack. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  return code === "EADDRINUSE"
    ? `Port ${String(port)} is in use: choose another one with --port, or a free one with --port 0.`
    : message.replaceAll(/\s*\n\s*/g, " ");
}

main().catch(fail);
