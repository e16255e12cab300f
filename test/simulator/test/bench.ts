import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Agent as HttpAgent, type IncomingMessage, type OutgoingHttpHeaders, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { type Simulator, type SimulatorOptions, startSimulator } from "@vcenter-guest/simulator";
import type { Counters, Recorded, Reply } from "./support";

/** A simulator with a client for it. */
export class Bench {
  readonly simulator: Simulator;
  readonly #ca: Buffer | undefined;
  readonly #agents: HttpAgent[] = [];
  readonly #apiAgent: HttpAgent;
  readonly #controlAgent: HttpAgent;
  token = "";

  constructor(simulator: Simulator) {
    this.simulator = simulator;
    const { ca } = simulator.address;
    this.#ca = ca === null ? undefined : readFileSync(ca);
    this.#apiAgent = this.newAgent();
    this.#controlAgent = this.newAgent();
  }

  static async start(options: SimulatorOptions = {}): Promise<Bench> {
    return new Bench(await startSimulator(options));
  }

  async close(): Promise<void> {
    for (const agent of this.#agents) {
      agent.destroy();
    }
    await this.simulator.close();
  }

  /** Connections of their own. */
  newAgent(): HttpAgent {
    const agent = this.#ca === undefined ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true });
    this.#agents.push(agent);
    return agent;
  }

  /** Back to the start, with a new session. */
  async reset(): Promise<void> {
    await this.control("POST", "/reset");
    this.token = await this.login();
  }

  async login(username?: string, password?: string): Promise<string> {
    const reply = await this.tryLogin(username, password);
    assert.equal(reply.status, 201, reply.text);
    return reply.json as string;
  }

  tryLogin(username = this.simulator.address.username, password = this.simulator.address.password): Promise<Reply> {
    const basic = Buffer.from(`${username}:${password}`).toString("base64");
    return this.send("POST", "/api/session", undefined, { authorization: `Basic ${basic}` });
  }

  /** An API call with the session. */
  call(method: string, path: string, body?: unknown, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.send(method, `/api${path}`, body, { "vmware-api-session-id": this.token, ...headers });
  }

  credentials(change: Record<string, unknown> = {}): Record<string, unknown> {
    const { guestUsername, guestPassword } = this.simulator.address;
    const usual = { interactive_session: false, type: "USERNAME_PASSWORD" };
    return { ...usual, user_name: guestUsername, password: guestPassword, ...change };
  }

  temporary(vm: string, change: Record<string, unknown> = {}, kind = "files"): Promise<Reply> {
    const body = { credentials: this.credentials(), prefix: "", suffix: "", ...change };
    return this.call("POST", `/vcenter/vm/${vm}/guest/filesystem/${kind}?action=createTemporary`, body);
  }

  /** Makes a temporary file (or directory) and gives its path. */
  async path(vm: string, change: Record<string, unknown> = {}, kind = "files"): Promise<string> {
    const reply = await this.temporary(vm, change, kind);
    assert.equal(reply.status, 200, reply.text);
    return reply.json as string;
  }

  deleteFile(vm: string, path: string, credentials = this.credentials()): Promise<Reply> {
    const encoded = encodeURIComponent(path);
    return this.call("POST", `/vcenter/vm/${vm}/guest/filesystem/files/${encoded}?action=delete`, { credentials });
  }

  deleteDirectory(vm: string, path: string, recursive?: boolean): Promise<Reply> {
    const body = { credentials: this.credentials(), path, ...(recursive === undefined ? {} : { recursive }) };
    return this.call("POST", `/vcenter/vm/${vm}/guest/filesystem/directories?action=delete`, body);
  }

  /** A call of the control interface that must succeed. */
  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await this.tryControl(method, path, body);
    assert.equal(reply.status, 200, reply.text);
    return reply.json;
  }

  tryControl(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.send(method, `/_simulator${path}`, body, {}, this.#controlAgent);
  }

  settings(change: Record<string, unknown>): Promise<unknown> {
    return this.control("PATCH", "/settings", change);
  }

  vm(vm: string, change: Record<string, unknown>): Promise<unknown> {
    return this.control("PATCH", `/vms/${vm}`, change);
  }

  user(vm: string, name: string, change: Record<string, unknown>): Promise<unknown> {
    return this.control("PUT", `/vms/${vm}/users/${encodeURIComponent(name)}`, change);
  }

  put(vm: string, file: Record<string, unknown>): Promise<unknown> {
    return this.control("PUT", `/vms/${vm}/files`, file);
  }

  look(vm: string, path: string): Promise<Reply> {
    return this.tryControl("GET", `/vms/${vm}/files?path=${encodeURIComponent(path)}`);
  }

  async entries(vm: string, path: string): Promise<string[]> {
    const reply = await this.look(vm, path);
    assert.equal(reply.status, 200, reply.text);
    return (reply.json as { entries: string[] }).entries;
  }

  async fault(fault: Record<string, unknown>): Promise<string> {
    return ((await this.control("POST", "/faults", fault)) as { id: string }).id;
  }

  async advance(seconds: number): Promise<void> {
    await this.control("POST", "/clock", { advance_ms: seconds * 1000 });
  }

  async counters(): Promise<Counters> {
    return (await this.control("GET", "/counters")) as Counters;
  }

  async requests(): Promise<Recorded[]> {
    return (await this.control("GET", "/requests")) as Recorded[];
  }

  async lastRequest(): Promise<Recorded> {
    const last = (await this.requests()).at(-1);
    assert.ok(last);
    return last;
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: OutgoingHttpHeaders = {},
    agent = this.#apiAgent,
  ): Promise<Reply> {
    const response = await this.open(method, path, body, headers, agent);
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
    }
    const text = Buffer.concat(chunks).toString("utf8");
    return { status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) };
  }

  /** Sends a request and gives the answer before its body. Text and bytes go as they are, all else as JSON. */
  open(
    method: string,
    path: string,
    body?: unknown,
    headers: OutgoingHttpHeaders = {},
    agent = this.#apiAgent,
  ): Promise<IncomingMessage> {
    const url = new URL(this.simulator.url);
    const isRaw = typeof body === "string" || Buffer.isBuffer(body);
    const payload = isRaw || body === undefined ? body : JSON.stringify(body);
    const type = isRaw || body === undefined ? {} : { "content-type": "application/json" };
    const send = url.protocol === "http:" ? httpRequest : httpsRequest;
    const { hostname, port } = url;
    return new Promise((resolve, reject) => {
      // The path goes as it is: a URL object would rewrite dots in it.
      const options = { hostname, port, path, method, agent, ca: this.#ca, headers: { ...type, ...headers } };
      send(options, resolve).on("error", reject).end(payload);
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
