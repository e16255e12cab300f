import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Dispatcher } from "undici";
import type { Answer } from "../../src/vcenter/answer";
import { NotConnected } from "../../src/vcenter/connector";
import { createDispatcher, type Proxy, type Tls } from "../../src/vcenter/dispatcher";
import { exchange, type Request } from "../../src/vcenter/exchange";
import { type Ending, Interrupted } from "../../src/vcenter/interrupted";
import type { SimulatorDriver } from "../support/simulator";

/** A request that the simulator answers without a session: with 401. */
export const ASK: Request = { method: "GET", path: "/api/session", headers: { accept: "application/json" }, body: null };
export const POST: Request = {
  method: "POST",
  path: "/api/vcenter/vm/vm-42/guest/filesystem/files?action=createTemporary",
  headers: { "content-type": "application/json" },
  body: "{}",
};

/** A dispatcher that is closed after each test. */
export class Transport {
  #dispatcher: Dispatcher | undefined;

  /** The dispatcher of a test, made at its first use. */
  use(tls: Tls, proxy?: Proxy): void {
    this.#dispatcher = createDispatcher({ tls, proxy });
  }

  send(origin: string, request: Request = ASK, signal: Ending = new AbortController().signal): Promise<Answer> {
    this.#dispatcher ??= createDispatcher({});
    return exchange(this.#dispatcher, origin, { ...request, headers: { ...request.headers } }, signal);
  }

  async destroy(): Promise<void> {
    await this.#dispatcher?.destroy();
  }

  /** Destroys it and makes room for the next. */
  async close(): Promise<void> {
    await this.destroy();
    this.#dispatcher = undefined;
  }
}

/** The TLS options with which a simulator is trusted. */
export function trust(simulator: SimulatorDriver): Tls {
  return { ca: readFileSync(String(simulator.address.ca), "utf8") };
}

/** How a promise ended that must not fulfil: what kind of error, and the code beneath it. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    (value) => new Error(`fulfilled: ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Interrupted) {
    return `${error.reason}, ${error.written ? "written" : "not written"}`;
  }
  if (error instanceof NotConnected) {
    return `not connected to the ${error.peer}: ${codeOf(error.cause)}`;
  }
  return codeOf(error);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return "code" in error && typeof error.code === "string"
    ? error.code
    : error.name === "Error"
      ? error.message
      : error.name;
}

/** Lets time pass for undici's own timers, which wake too seldom for a test. */
export function passInUndici(ms: number): void {
  // A timer that has just been set begins to count at the next tick.
  undiciTimers.tick(0);
  undiciTimers.tick(ms);
}

const undiciTimers = createRequire(require.resolve("undici"))("./lib/util/timers.js") as { tick(ms: number): void };

/** A TCP server that does with each connection what a test says, and counts them. */
export class RawServer {
  readonly #server: Server = createServer();
  readonly sockets: Socket[] = [];

  static async start(serve: (socket: Socket, index: number) => void): Promise<RawServer> {
    const raw = new RawServer();
    raw.#server.on("connection", (socket) => {
      socket.on("error", () => undefined);
      serve(socket, raw.sockets.push(socket) - 1);
    });
    raw.#server.listen(0, "127.0.0.1");
    await once(raw.#server, "listening");
    return raw;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Waits until `count` connections have been made. */
  async connected(count = 1): Promise<void> {
    while (this.sockets.length < count) {
      await once(this.#server, "connection");
    }
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    this.#server.close();
    await once(this.#server, "close");
  }
}
