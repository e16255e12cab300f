import { join, resolve } from "node:path";
import type { NodeAPI } from "node-red";

/**
 * Where this package keeps what is to survive a restart: `vcenterConnectionStateDir` of settings.js, else a folder in
 * the user directory. `undefined` if there is neither.
 */
export function stateDirectory(RED: NodeAPI): string | undefined {
  const { vcenterConnectionStateDir: chosen, userDir } = RED.settings as {
    readonly vcenterConnectionStateDir?: unknown;
    readonly userDir?: unknown;
  };
  const base = typeof userDir === "string" && userDir !== "" ? userDir : undefined;
  if (typeof chosen === "string" && chosen !== "") {
    return resolve(base ?? "", chosen);
  }
  return base === undefined ? undefined : join(base, "vcenter-guest");
}
