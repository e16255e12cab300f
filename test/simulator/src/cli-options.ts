import { parseArgs } from "node:util";
import { DEFAULT_PORT, DEFAULT_VM_COUNT } from "./defaults";
import type { SimulatorOptions } from "./start";

export const HELP = `Usage: vcenter-guest-simulator [--port n] [--http] [--vms n] [--seed n] [--help]

Starts a simulated vCenter with guests on 127.0.0.1 and writes one line of JSON that says where it is
and how to log in. Runs until Ctrl-C.

  --port n   port to listen on, 0 for a free one (${String(DEFAULT_PORT)})
  --http     plain http instead of https
  --vms n    how many virtual machines there are (${String(DEFAULT_VM_COUNT)})
  --seed n   makes the names of temporary files repeatable
  --help     this text
`;

const MAX_PORT = 65_535;
const MAX_VMS = 100_000;

/** What the arguments ask for; null: the help. Throws a sentence if they make no sense. */
export function readArguments(args: string[]): SimulatorOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: String(DEFAULT_PORT) },
      http: { type: "boolean", default: false },
      vms: { type: "string", default: String(DEFAULT_VM_COUNT) },
      seed: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return null;
  }
  return {
    port: wholeNumber("--port", values.port, MAX_PORT),
    http: values.http,
    vms: wholeNumber("--vms", values.vms, MAX_VMS),
    ...(values.seed === undefined ? {} : { seed: wholeNumber("--seed", values.seed, Number.MAX_SAFE_INTEGER) }),
  };
}

function wholeNumber(name: string, text: string, limit: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > limit) {
    throw new Error(`${name} takes a whole number from 0 to ${String(limit)}, not "${text}".`);
  }
  return number;
}
