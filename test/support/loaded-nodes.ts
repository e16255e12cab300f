import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { NodeAPI } from "node-red";
import connection from "../../nodes/vcenter-connection";
import download from "../../nodes/vcenter-guest-download";
import files from "../../nodes/vcenter-guest-files";
import operations from "../../nodes/vcenter-operations";
import guestLogin from "../../nodes/vcenter-guest-login";
import run from "../../nodes/vcenter-guest-run";
import tempFile from "../../nodes/vcenter-guest-temp-file";
import upload from "../../nodes/vcenter-guest-upload";
import vms from "../../nodes/vcenter-vms";
import type { Timings } from "../../src/guest/ledger/pauses";
import type { TestTimes } from "../../src/runtime/connection-test/admin";
import { askedLogins } from "../../src/runtime/login-tries";
import { recents } from "../../src/runtime/operations/recent";
import type { FlowNode } from "./node-red";

export type NodeModule = (RED: NodeAPI) => void;

/** Times that a test may shorten; `undefined`: the usual ones. */
export interface Times {
  /** Of the ledger; the usual ones take hours. */
  readonly timings: Timings | undefined;
  /** Of the connection's test; the usual ones take half a minute. */
  readonly testTimes: TestTimes | undefined;
  /** Of a run, in milliseconds; the usual one takes a second. */
  readonly firstLook: number | undefined;
}

/** Our nodes, for a flow that remembers nothing of the last one. */
export function ourNodes({ timings, testTimes, firstLook }: Times): NodeModule[] {
  const connectionAnew: NodeModule = (RED) => {
    for (const kept of [askedLogins, recents]) {
      kept.forget(RED);
    }
    connection(RED, testTimes);
  };
  const tempFileTimed: NodeModule = (RED) => {
    tempFile(RED, timings);
  };
  const runTimed: NodeModule = (RED) => {
    run(RED, firstLook);
  };
  return [connectionAnew, guestLogin, tempFileTimed, upload, download, files, runTimed, vms, operations];
}

/** Further nodes of core, loaded only for flows that have them. */
const CORE_OF_EXAMPLES = {
  inject: "common/20-inject.js",
  switch: "function/10-switch.js",
  change: "function/15-change.js",
  template: "function/80-template.js",
  delay: "function/89-delay.js",
  "http in": "network/21-httpin.js",
};

/** The nodes of core that a flow has, and those that ours refer to. */
export function coreNodes(packageName: string, flow: readonly FlowNode[]): NodeModule[] {
  const fromPackage = createRequire(require.resolve(`${packageName}/package.json`));
  const core = dirname(fromPackage.resolve("@node-red/nodes/package.json"));
  const usual = ["network/05-tls.js", "network/06-httpproxy.js", "sequence/17-split.js"];
  const others = Object.entries(CORE_OF_EXAMPLES).filter(([type]) => flow.some((node) => node.type === type));
  return [...usual, ...others.map(([, file]) => file)].map((file) => fromPackage(join(core, "core", file)) as NodeModule);
}
