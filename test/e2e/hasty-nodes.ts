import { copyFile, cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Timings } from "../../src/guest/ledger/pauses";
import { repositoryRoot } from "./server-process";

const TYPES = ["vcenter-connection", "vcenter-guest-temp-file"];
/** It has the endpoints. */
const PLUGIN = "vcenter-operations";

/** A package with the nodes as they were built, whose ledger does not take its time. */
export async function hastyNodes(folder: string, timings: Timings): Promise<string> {
  const built = join(repositoryRoot, "dist", "nodes");
  await mkdir(folder, { recursive: true });
  for (const type of [...TYPES, PLUGIN]) {
    await copyFile(join(built, `${type}.html`), join(folder, `${type}.html`));
    const code = `const node = require(${JSON.stringify(join(built, type))});
module.exports = (RED) => (node.default ?? node)(RED${type.endsWith("temp-file") ? `, ${JSON.stringify(timings)}` : ""});
`;
    await writeFile(join(folder, `${type}.js`), code);
  }
  await cp(join(built, "locales"), join(folder, "locales"), { recursive: true });
  const nodes = Object.fromEntries(TYPES.map((type) => [type, `${type}.js`]));
  const sets = { nodes, plugins: { [PLUGIN]: `${PLUGIN}.js` } };
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "hasty-nodes", version: "1.0.0", "node-red": sets }));
  return folder;
}
