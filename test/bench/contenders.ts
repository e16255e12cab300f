import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../e2e/server-process";
import { makeCertificate } from "./certificate";
import { ACTION, coreFlow, ourFlow, type Vcenter } from "./flow";
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

/** @param isSilent the server takes calls and never answers them */
export async function openVcenter({ isSilent = false } = {}): Promise<CannedVcenter> {
  const { cert, key } = await makeCertificate();
  const files = { cert: join(newFolder(), "cert.pem"), key: join(newFolder(), "key.pem") };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key, { mode: 0o600 });
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

function startNodeRed(flow: object[], nodeOptions: string[]): Promise<Worker> {
  const userDir = newFolder();
  mkdirSync(join(userDir, "node_modules"));
  writeFileSync(join(userDir, "flows.json"), JSON.stringify(flow));
  writeFileSync(join(userDir, "flows_cred.json"), JSON.stringify({ "connection-1": SECRETS }));
  const nodesDir = [repositoryRoot, join(__dirname, "nodes")];
  return Worker.start("node-red.mjs", { path: ANSWERS.path, userDir, nodesDir, waitsIn: ACTION }, nodeOptions);
}
