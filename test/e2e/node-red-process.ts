import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { node24 } from "./node-24";
import { nodeRedSettings } from "./node-red-settings";
import { tryPort } from "./ports";
import { repositoryRoot, ServerProcess } from "./server-process";
import { until } from "./until";

/** What of the flows a deploy restarts; `reload` also takes them from the flow file anew. */
export type DeployType = "full" | "nodes" | "flows" | "reload";

export interface NodeRedOptions {
  /** Which Node-RED: 5 runs on Node.js 24, 4.1 on that of the tests. */
  nodeRed?: "node-red" | "node-red-5";
  /** Any free one when left out. */
  port?: number;
  /** A fresh temporary folder, removed at the end, when left out. */
  userDir?: string;
  /** Where packages with nodes are; this repository when left out. */
  nodesDir?: string[];
  /** More settings, on top of ours. */
  settings?: Record<string, unknown>;
  /** Gives up waiting for the start. */
  signal?: AbortSignal;
}

/** A real Node-RED, in a process of its own, as a user starts it. */
export class NodeRedProcess {
  constructor(
    readonly process: ServerProcess,
    readonly url: string,
    readonly userDir: string,
    private readonly cleanUp: () => Promise<void>,
    private readonly token?: string,
  ) {}

  /** The same process, for a user of its `adminAuth` who has logged in. */
  async loggedIn(username: string, password: string): Promise<NodeRedProcess> {
    const form = { client_id: "node-red-admin", grant_type: "password", scope: "", username, password };
    const response = await this.fetch("auth/token", { method: "POST", body: new URLSearchParams(form) });
    if (!response.ok) {
      throw new Error(`${username} could not log in: ${response.status} ${await response.text()}`);
    }
    const { access_token: token } = (await response.json()) as { access_token: string };
    return new NodeRedProcess(this.process, this.url, this.userDir, this.cleanUp, token);
  }

  /** @param path of the editor and its API, or with a leading slash of what flows serve. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.token !== undefined) {
      headers.set("Authorization", `Bearer ${this.token}`);
    }
    return await fetch(new URL(path, this.url), { signal: AbortSignal.timeout(30_000), ...init, headers });
  }

  async getJson(path: string): Promise<unknown> {
    const response = await this.fetch(path, { headers: { Accept: "application/json" } });
    if (!response.ok) {
      throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    }
    return await response.json();
  }

  /** Credentials go inside a node, as the editor sends them. */
  async deploy(flows: unknown[], type: DeployType = "full"): Promise<void> {
    const before = this.#starts();
    const response = await this.fetch("flows", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Node-RED-API-Version": "v2",
        "Node-RED-Deployment-Type": type,
      },
      body: JSON.stringify({ flows }),
    });
    if (!response.ok) {
      throw new Error(`The flows were not deployed: ${response.status} ${await response.text()}`);
    }
    // The answer comes before the nodes are there.
    await until("the deployed flows", () => (this.#starts() > before ? true : undefined));
  }

  #starts(): number {
    return this.process.log.match(/Started (modified )?(flows|nodes)/g)?.length ?? 0;
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await this.cleanUp();
  }
}

async function userDirOf(options: NodeRedOptions): Promise<[string, () => Promise<void>]> {
  if (options.userDir !== undefined) {
    return [options.userDir, () => Promise.resolve()];
  }
  const made = await mkdtemp(join(tmpdir(), "vcenter-guest-node-red-"));
  return [made, () => rm(made, { recursive: true, force: true })];
}

function rootOf({ httpAdminRoot: root }: Record<string, unknown>): string {
  return typeof root === "string" ? `${root}/` : "/";
}

async function ready({ process, url }: NodeRedProcess, signal: AbortSignal | undefined): Promise<void> {
  const ask = async (): Promise<true | undefined> => {
    if (!process.running) {
      throw new Error(`Node-RED ended before it was ready:\n${process.log}`);
    }
    const answer = await fetch(url).catch(() => undefined);
    return answer?.ok === true && process.log.includes("Started flows") ? true : undefined;
  };
  await until("Node-RED", ask, { signal });
}

export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRedProcess> {
  const [userDir, cleanUp] = await userDirOf(options);
  const port = options.port ?? (await tryPort(0));
  const settings: Record<string, unknown> = { ...nodeRedSettings(port, userDir, options.nodesDir ?? [repositoryRoot]), ...options.settings };
  const file = join(userDir, "settings.js");
  await writeFile(file, `module.exports = ${JSON.stringify(settings, null, 2)};\n`);
  const red = join(dirname(require.resolve(`${options.nodeRed ?? "node-red"}/package.json`)), "red.js");
  const node = options.nodeRed === "node-red-5" ? node24() : process.execPath;
  const server = new ServerProcess(red, ["--no-telemetry", "--settings", file], userDir, node);
  const nodeRed = new NodeRedProcess(server, `http://127.0.0.1:${port}${rootOf(settings)}`, userDir, cleanUp);
  try {
    await ready(nodeRed, options.signal);
  } catch (error) {
    await nodeRed.stop();
    throw error;
  }
  return nodeRed;
}
