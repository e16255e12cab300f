import { DOWNLOAD_DEFAULTS, FILES_DEFAULTS, UPLOAD_DEFAULTS, VMS_DEFAULTS } from "../support/flow";
import type { FlowNode, Msg } from "../support/node-red";
import type { CanaryBench } from "./canary-bench";

const WIRED = [["ok"], ["failed"]];

/** Nodes that work on files, each with a twin that has no wire behind output 2. */
export function fileNodes(up: object = {}, down: object = {}): FlowNode[] {
  const kinds = {
    up: { type: "vcenter-guest-upload", ...UPLOAD_DEFAULTS, ...up },
    down: { type: "vcenter-guest-download", ...DOWNLOAD_DEFAULTS, ...down },
    files: { type: "vcenter-guest-files", ...FILES_DEFAULTS },
    vms: { type: "vcenter-vms", ...VMS_DEFAULTS },
  };
  return Object.entries(kinds).flatMap(([id, node]) =>
    [1, 2].map((number) => ({ id: `${id}-${number}`, z: "tab-1", x: 100, y: 400, ...node, wires: number === 1 ? WIRED : [["ok"], []] })),
  );
}

/** What such nodes get: a file, and content for it. */
export function fileMsg(content: unknown = "1", login?: string): object {
  return { guest: { vm: "vm-42", path: "/tmp/x", ...(login !== undefined && { login }) }, content };
}

/** All URLs that the ESXi host was asked for are secrets, their tokens by themselves, too. */
export async function learnUrls(bench: CanaryBench): Promise<number> {
  const paths = (await bench.simulator.transfers()).map(({ path }) => path);
  for (const path of new Set(paths)) {
    const query = path.slice(path.indexOf("?") + 1);
    bench.learn("query", query);
    bench.learn("transfer token", new URLSearchParams(query).get("token") ?? query);
  }
  return paths.length;
}

/** The errors of a message at a node with output 2 wired, and at its twin. */
export async function failTwice(bench: CanaryBench, node: string, msg: object): Promise<NonNullable<Msg["error"]>[]> {
  const { out, msg: failed } = await bench.red.ask(`${node}-1`, { ...msg }, "ok", "failed");
  if (out !== "failed") {
    throw new Error(`${node} did not fail`);
  }
  bench.red.send(`${node}-2`, { ...msg });
  const [ending] = await bench.red.endings(`${node}-2`);
  const { message, code, cause } = ending!.error!;
  return [failed.error!, { message, code, cause, source: failed.error!.source }];
}
