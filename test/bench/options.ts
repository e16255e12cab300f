import { parseArgs } from "node:util";

export interface Options {
  /** Names of the parts to run, in this order. */
  readonly parts: readonly string[];
  readonly isQuick: boolean;
  /** Whether `dist/` is made anew before it is measured. */
  readonly isBuilt: boolean;
  /** For the Node-RED whose speed is measured. */
  readonly nodeOptions: string[];
}

/** @throws a sentence for the user */
export function readOptions(args: string[], parts: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { quick: { type: "boolean" }, "no-build": { type: "boolean" }, profile: { type: "string" } },
  });
  const unknown = positionals.filter((name) => !parts.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no part "${unknown.join('", "')}". The parts are ${parts.join(", ")}.`);
  }
  const { profile } = values;
  return {
    parts: positionals.length === 0 ? parts : positionals,
    isQuick: values.quick === true,
    isBuilt: values["no-build"] !== true,
    nodeOptions: profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`],
  };
}
