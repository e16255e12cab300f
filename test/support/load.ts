import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { Lab } from "./lab";
import { type Msg, onEachNodeRed, onOneNodeRed } from "./node-red";
import { SimulatorDriver } from "./simulator";

/** How the front of a vCenter treats its clients; `refuse`: nobody listens. */
export type Manner = "pass" | "refuse" | "silent" | "bad gateway";

/** A request that the front has met while it did not pass. */
export interface Met {
  /** Milliseconds, on a monotonic clock that no test moves. */
  readonly at: number;
  /** As `GET /api/session`. */
  readonly line: string;
  /** Names of its headers, in lower case. */
  readonly headers: readonly string[];
}

/** Stands before a simulator without TLS, and can be switched off. */
export class Front {
  /** What has come since it was last switched. */
  met: Met[] = [];
  /** When connections were refused since then. */
  refused: number[] = [];
  #manner: Manner = "pass";
  #port = 0;
  #server: Server | undefined;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  static async start(target: string): Promise<Front> {
    const front = new Front(target);
    subscribe("undici:client:connectError", front.#countRefused);
    await front.#listen();
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async close(): Promise<void> {
    unsubscribe("undici:client:connectError", this.#countRefused);
    await this.switch("refuse");
  }

  /** Ends all connections, and goes on in another manner. */
  async switch(manner: Manner): Promise<void> {
    this.#manner = manner;
    this.met = [];
    this.refused = [];
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    if (manner === "refuse") {
      await this.#stopListening();
    } else if (this.#server === undefined) {
      await this.#listen();
    }
  }

  async #listen(): Promise<void> {
    const server = createServer((socket) => {
      this.#serve(socket);
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #stopListening(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) {
      server.close();
      await once(server, "close");
    }
  }

  /** A connection that is refused cannot be seen from the server. */
  readonly #countRefused = (event: unknown): void => {
    const { connectParams } = event as { connectParams: { port: string } };
    if (connectParams.port === String(this.#port)) {
      this.refused.push(now());
    }
  };

  #serve(socket: Socket): void {
    this.#track(socket);
    if (this.#manner === "pass") {
      const upstream = connect(Number(this.#target.port), this.#target.hostname);
      this.#track(upstream);
      pipeline(socket, upstream, socket, () => undefined);
      return;
    }
    socket.on("data", (chunk: Buffer) => {
      this.#meet(chunk.toString("latin1"));
      if (this.#manner === "bad gateway") {
        const page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
        socket.write(
          `HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
        );
      }
    });
  }

  /** The requests are small: each comes in one piece. */
  #meet(text: string): void {
    const [first = "", ...fields] = text.slice(0, text.indexOf("\r\n\r\n")).split("\r\n");
    const [method, path] = first.split(" ");
    const headers = fields.map((field) => field.slice(0, field.indexOf(":")).toLowerCase());
    this.met.push({ at: now(), line: `${method} ${path}`, headers });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => this.#sockets.delete(socket));
  }
}

/** A suite with a front before a simulator of its own: on each Node-RED major, or on one where it takes long. */
export function frontSuite(title: string, majors: "both" | "one", suite: (lab: Lab, front: () => Front) => void): void {
  describe(title, () => {
    let simulator: SimulatorDriver;
    let front: Front;
    before(async () => {
      simulator = await SimulatorDriver.start({ http: true });
      front = await Front.start(simulator.address.url);
    });
    beforeEach(async () => {
      await front.switch("pass");
      await simulator.reset();
    });
    after(async () => {
      await front.close();
      await simulator.close();
    });

    const on = majors === "both" ? onEachNodeRed : onOneNodeRed;
    on((red) => {
      suite(new Lab(red, () => simulator), () => front);
    });
  });
}

/** Milliseconds that no fake clock moves. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** So many messages are sent at once, so that sending them does not hold up the event loop. */
const SLICE = 250;

/** Sends messages to the temp-file node, numbered from 0 in `msg.number`. */
export async function sendMany(
  { red }: Pick<Lab, "red">,
  count: number,
  msg: (index: number) => object = usual,
): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    red.send("temp-1", { number, ...msg(number) });
    if (number % SLICE === SLICE - 1) {
      await new Promise(setImmediate);
    }
  }
}

function usual(): object {
  return { payload: { vm: "vm-42" } };
}

/** Adds VMs to a simulator. @returns their ids. */
export async function manyVms({ simulator }: Lab, count: number): Promise<string[]> {
  return ((await simulator.control("POST", "/vms", { count, family: "LINUX" })) as { vm: string }[]).map(({ vm }) => vm);
}

/** What has come out for `sendMany`, when every one of so many messages has ended, each of them once. */
export async function allEnded({ red }: Pick<Lab, "red">, count: number): Promise<{ ok: Msg[]; failed: Msg[] }> {
  const out = (): number => red.arrived("ok").length + red.arrived("failed").length;
  await red.until(() => out() >= count);
  await new Promise(setImmediate);
  const ok = red.arrived("ok");
  const failed = red.arrived("failed");
  assert.equal(out(), count);
  assert.equal(new Set([...ok, ...failed].map(({ number }) => number)).size, count);
  assert.equal(red.ended("temp-1").length, count);
  return { ok, failed };
}

/** The errors of failed messages by kind, as `{"UNAUTHENTICATED session not_done": 10}`. */
export function tally(failed: readonly Msg[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { error } of failed) {
    const kind = `${String(error?.code)} ${String(error?.cause.subject)} ${String(error?.cause.outcome)}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Watches that the event loop goes on; gives a function that tells the most that was counted in one turn of it. */
export function mostPerTurn(count: () => number): () => number {
  let last = count();
  let most = 0;
  const look = (): void => {
    most = Math.max(most, count() - last);
    last = count();
    immediate = setImmediate(look);
  };
  let immediate = setImmediate(look);
  return () => {
    clearImmediate(immediate);
    return most;
  };
}

/** Logs in at the simulator itself, as no client under test does. @returns the status. */
export async function logInDirectly(url: string, user: string, password: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const { status } = await fetch(`${url}/api/session`, { method: "POST", headers: { authorization, connection: "close" } });
  return status;
}
