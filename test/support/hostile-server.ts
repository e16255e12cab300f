import { EventEmitter, once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from "node:tls";
import type { Address } from "@vcenter-guest/simulator";
import { type Certificate, makeCertificate } from "./loopback-certificate";

/** The calls that a test spoils; `rest`: all others. */
export type Call = "login" | "list" | "create" | "rest";

/** A request as it came. */
export interface Asked {
  readonly call: Call;
  /** As `POST /api/session`. */
  readonly line: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What the server does instead of an answer. */
export type Misdeed = (socket: Socket) => void;

/** An answer as it goes over the wire, with its length unless the headers tell one. */
export function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join("")}\r\n${body}`;
}

/** What a vCenter would answer; the path of the file is always the same. */
export const PATH = "/tmp/vmware1.tmp";
export const USUAL: Readonly<Record<Call, string>> = {
  login: answer(201, '"token-of-a-hostile-server"'),
  list: answer(
    200,
    JSON.stringify(["edge-01", "edge-02"].map((name, index) => ({ vm: `vm-${42 + index}`, name, power_state: "POWERED_ON" }))),
  ),
  create: answer(200, JSON.stringify(PATH)),
  rest: answer(200, '{"guest_operations_ready":true,"interactive_guest_operations_ready":true}'),
};

/** A TLS server that answers as vCenter does, until it is told to misbehave. It writes bytes, no HTTP library. */
export class HostileServer {
  /** Connections that it has accepted. */
  connections = 0;
  /** All requests, oldest first. */
  asked: Asked[] = [];
  /** What it does to a new connection: before its TLS, and when that stands. */
  onConnection: Misdeed | undefined;
  onSecured: Misdeed | undefined;
  readonly certificate: Certificate;
  readonly #misdeeds = new Map<Call, Misdeed>();
  readonly #sockets = new Set<Socket>();
  readonly #spoilt = new Set<Socket>();
  readonly #bell = new EventEmitter().setMaxListeners(0);
  readonly #folder: string;
  readonly #tls: TlsServer;
  readonly #server: Server;

  private constructor(folder: string, certificate: Certificate) {
    this.#folder = folder;
    this.certificate = certificate;
    this.#tls = createTlsServer(certificate, (socket) => {
      this.#serve(socket);
    });
    this.#tls.on("tlsClientError", () => undefined);
    this.#server = createServer((socket) => {
      this.#accept(socket);
    });
  }

  static async start(): Promise<HostileServer> {
    const folder = await mkdtemp(join(tmpdir(), "hostile-server-"));
    const certificate = await makeCertificate();
    await writeFile(join(folder, "ca.pem"), certificate.cert);
    const server = new HostileServer(folder, certificate);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get address(): Address {
    return {
      url: `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`,
      ca: join(this.#folder, "ca.pem"),
      username: "operator@vsphere.local",
      password: "Hostile-vCenter-Secret-1!",
      guestUsername: "worker",
      guestPassword: "Hostile-Guest-Secret-1!",
      vms: [],
    };
  }

  /** Connections that are open. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Misbehaves at each call of a kind from now on. */
  spoil(call: Call, misdeed: Misdeed): void {
    this.#misdeeds.set(call, misdeed);
  }

  /** Shows another certificate to new connections. */
  show(certificate: Certificate): void {
    this.#tls.setSecureContext(certificate);
  }

  /** Answers as vCenter does from now on; connections that it has spoilt are left open, and told of it. */
  forgive(): void {
    for (const socket of this.#spoilt) {
      socket.emit("forgiven");
    }
    this.#spoilt.clear();
    this.onConnection = undefined;
    this.onSecured = undefined;
    this.#misdeeds.clear();
  }

  /** As new. */
  reset(): void {
    this.forgive();
    this.show(this.certificate);
    this.hangUp();
    this.connections = 0;
    this.asked = [];
  }

  hangUp(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  count(call: Call): number {
    return this.asked.filter((asked) => asked.call === call).length;
  }

  /** Waits for something that begins with a connection, its end, or a request. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await once(this.#bell, "ring");
    }
  }

  async close(): Promise<void> {
    this.hangUp();
    this.#server.close();
    await once(this.#server, "close");
    await rm(this.#folder, { recursive: true, force: true });
  }

  #accept(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#bell.emit("ring");
    });
    this.#bell.emit("ring");
    if (this.onConnection === undefined) {
      this.#tls.emit("connection", socket);
    } else {
      this.onConnection(socket);
    }
  }

  #serve(socket: TLSSocket): void {
    let text = "";
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const asked = parsed(text);
      if (asked !== undefined) {
        text = "";
        this.#answer(asked, socket);
      }
    });
    this.onSecured?.(socket);
  }

  #answer(asked: Asked, socket: Socket): void {
    this.asked.push(asked);
    const misdeed = this.#misdeeds.get(asked.call);
    if (misdeed === undefined) {
      socket.write(USUAL[asked.call]);
    } else {
      this.#spoilt.add(socket);
      misdeed(socket);
    }
    this.#bell.emit("ring");
  }
}

/** The request, once it is whole. The client sends one after the other. */
function parsed(text: string): Asked | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) {
    return undefined;
  }
  const [first = "", ...fields] = text.slice(0, end).split("\r\n");
  const headers = new Map(fields.map((field) => splitField(field)));
  const body = text.slice(end + 4);
  const line = first.replace(/ HTTP\/1\.1$/, "");
  return body.length < Number(headers.get("content-length") ?? 0) ? undefined : { call: callOf(line), line, headers, body };
}

function splitField(field: string): [name: string, value: string] {
  const colon = field.indexOf(":");
  return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
}

function callOf(line: string): Call {
  if (line === "POST /api/session") {
    return "login";
  }
  if (line.startsWith("GET /api/vcenter/vm?")) {
    return "list";
  }
  return line.endsWith("?action=createTemporary") ? "create" : "rest";
}
