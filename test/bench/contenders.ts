import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../e2e/server-process";
import { makeCertificate } from "../support/loopback-certificate";
import { ACTION, coreFlow, ourFlow, transferFlow, type Vcenter } from "./flow";
import { Worker } from "./worker";

/** What every server of the bench answers. */
const ANSWERS = { token: "0123456789abcdef0123456789abcdef", path: "/tmp/vmware-root_766-2990744190/job-vmware37.json" };

const SECRETS = {
  username: "bench@vsphere.local",
  password: "only-for-the-bench",
  guestUsername: "guest",
  guestPassword: "only-for-the-bench",
};

/** The guest login as the temp-file node sends it. */
const CREDENTIALS = {
  interactive_session: false,
  type: "USERNAME_PASSWORD",
  user_name: SECRETS.guestUsername,
  password: SECRETS.guestPassword,
};

/** A canned server in a process of its own. */
export interface CannedVcenter extends Vcenter {
  readonly server: Worker;
}

export interface Counts {
  readonly connections: number;
  readonly calls: number;
  readonly cpuMicros: number;
}

/** For the length of the bench. */
const folder = mkdtempSync(join(tmpdir(), "vcenter-guest-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

function newFolder(): string {
  return mkdtempSync(join(folder, "part-"));
}

/** A server of transfers in a process of its own, and the files that go there and back. */
export interface CannedHost extends CannedVcenter {
  /** Bytes. */
  readonly size: number;
  readonly guestPath: string;
  readonly up: string;
  readonly down: string;
}

async function certified(): Promise<{ readonly cert: string; readonly key: string }> {
  const { cert, key } = await makeCertificate();
  const files = { cert: join(newFolder(), "cert.pem"), key: join(newFolder(), "key.pem") };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key, { mode: 0o600 });
  return files;
}

export async function openHost(size: number): Promise<CannedHost> {
  const files = await certified();
  const guestPath = "/tmp/large";
  const server = await Worker.start("canned-host.mjs", { ...ANSWERS, ...files, size, guestPath });
  const origin = `https://127.0.0.1:${await server.ask<number>("port")}`;
  const local = newFolder();
  const [up, down] = [join(local, "up"), join(local, "down")];
  return { server, origin, cert: files.cert, token: ANSWERS.token, credentials: CREDENTIALS, size, guestPath, up, down };
}

export function startRawTransfer({ origin, cert, size, up, down }: CannedHost): Promise<Worker> {
  return Worker.start("raw-transfer.mjs", { origin, cert, size, up, down: `${down}-raw` });
}

/** A Node-RED whose messages each send a file up, or get one down. */
export function startTransfers(host: CannedHost, way: "up" | "down"): Promise<Worker> {
  const flow = transferFlow(host, way, way === "up" ? host.up : host.down, host.guestPath);
  return startNodeRed(flow, [], way === "up" ? host.guestPath : host.down);
}

/** @param isSilent the server takes calls and never answers them */
export async function openVcenter({ isSilent = false } = {}): Promise<CannedVcenter> {
  const files = await certified();
  const server = await Worker.start("canned-server.mjs", { ...ANSWERS, ...files, isSilent });
  const origin = `https://127.0.0.1:${await server.ask<number>("port")}`;
  return { server, origin, cert: files.cert, token: ANSWERS.token, credentials: CREDENTIALS };
}

/** @param isDeferred it begins each call in a new turn of the event loop */
export function startRawUndici({ origin, cert, token, credentials }: Vcenter, isDeferred: boolean): Promise<Worker> {
  return Worker.start("raw-undici.mjs", { ...ANSWERS, origin, cert, token, credentials, isDeferred });
}

/** A Node-RED whose messages go through the node of this package. */
export function startOurs(vcenter: Vcenter, limits: object = {}, nodeOptions: string[] = []): Promise<Worker> {
  return startNodeRed(ourFlow(vcenter, limits), nodeOptions);
}

/** A Node-RED whose messages go through nodes of core only. */
export function startCore(vcenter: Vcenter): Promise<Worker> {
  return startNodeRed(coreFlow(vcenter), []);
}

/** @param path the payload that a message must have at its end */
function startNodeRed(flow: object[], nodeOptions: string[], path: string = ANSWERS.path): Promise<Worker> {
  const userDir = newFolder();
  mkdirSync(join(userDir, "node_modules"));
  writeFileSync(join(userDir, "flows.json"), JSON.stringify(flow));
  writeFileSync(join(userDir, "flows_cred.json"), JSON.stringify({ "connection-1": SECRETS }));
  const nodesDir = [repositoryRoot, join(__dirname, "nodes")];
  return Worker.start("node-red.mjs", { path, userDir, nodesDir, waitsIn: ACTION }, nodeOptions);
}
