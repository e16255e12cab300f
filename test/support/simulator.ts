import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { createSecureContext } from "node:tls";
import { type Address as SimulatorAddress, type Simulator, startSimulator } from "@vcenter-guest/simulator";

/** The counters of a simulator, as `GET /_simulator/counters` gives them. */
export interface Counters {
  calls: Record<string, number>;
  refused_logins: number;
  sessions: { open: number; created: number; deleted: number; expired: number };
  guest_logins: { accepted: number; refused: number };
  sockets: { open: number; opened: number };
  contract: { violations: string[] };
  transfers: {
    issued: number;
    begun: number;
    ended: number;
    completed: number;
    refused: number;
    open: number;
    most_open: number;
    bytes: { uploaded: number; downloaded: number };
    sockets: { open: number; opened: number; most_open: number };
  };
}

/** A recorded request for a transfer URL, as `GET /_simulator/transfers` gives it. */
export interface RecordedTransfer {
  vm: string | null;
  direction: string | null;
  listener: "esxi" | "main";
  method: string;
  path: string;
  headers: Record<string, string>;
  status: number;
  bytes: number;
  violations: string[];
}

/** Where the ESXi host of a simulator is, as `GET /_simulator/esxi` gives it. */
export interface EsxiHost {
  host: string;
  port: number;
  address: string;
  host_map: string;
}

/** A recorded request, as `GET /_simulator/requests` gives it. */
export interface Recorded {
  operation: string | null;
  method: string;
  path: string;
  vm: string | null;
  headers: Record<string, string>;
  body: unknown;
  status: number;
  violations: string[];
}

export const CREATE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_createTemporary";
export const CREATE_DIRECTORY = "Vcenter.Vm.Guest.Filesystem.Directories_createTemporary";
export const LIST_VMS = "Vcenter.VM_list";
export const GUEST_OPERATIONS = "Vcenter.Vm.Guest.Operations_get";
export const LOG_IN = "Cis.Session_create";
export const GET_SESSION = "Cis.Session_get";
export const LOG_OUT = "Cis.Session_delete";

/** Drives a simulator by its `/_simulator` interface. */
export class SimulatorDriver {
  readonly address: SimulatorAddress;
  readonly #simulator: Simulator;
  /** Its connections are not kept, but resume the TLS session of the first one: a handshake takes most of a call. */
  readonly #agent: HttpsAgent | false = false;

  private constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.address = simulator.address;
    if (simulator.address.ca !== null) {
      this.#agent = new HttpsAgent({ secureContext: createSecureContext({ ca: readFileSync(simulator.address.ca) }) });
    }
  }

  static async start(options: Parameters<typeof startSimulator>[0] = {}): Promise<SimulatorDriver> {
    return new SimulatorDriver(await startSimulator(options));
  }

  close(): Promise<void> {
    return this.#simulator.close();
  }

  reset(): Promise<unknown> {
    return this.control("POST", "/reset", {});
  }

  async counters(): Promise<Counters> {
    return (await this.control("GET", "/counters")) as Counters;
  }

  /** How often an operation of the contract was called. */
  async calls(operation: string): Promise<number> {
    return (await this.counters()).calls[operation] ?? 0;
  }

  async requests(): Promise<Recorded[]> {
    return (await this.control("GET", "/requests")) as Recorded[];
  }

  fault(fault: Record<string, unknown>): Promise<unknown> {
    return this.control("POST", "/faults", fault);
  }

  async transfers(): Promise<RecordedTransfer[]> {
    return (await this.control("GET", "/transfers")) as RecordedTransfer[];
  }

  async esxi(): Promise<EsxiHost> {
    return (await this.control("GET", "/esxi")) as EsxiHost;
  }

  vm(vm: string, changes: Record<string, unknown>): Promise<unknown> {
    return this.control("PATCH", `/vms/${vm}`, changes);
  }

  user(vm: string, name: string, changes: Record<string, unknown>): Promise<unknown> {
    return this.control("PUT", `/vms/${vm}/users/${name}`, changes);
  }

  settings(changes: Record<string, unknown>): Promise<unknown> {
    return this.control("PATCH", "/settings", changes);
  }

  advanceClock(ms: number): Promise<unknown> {
    return this.control("POST", "/clock", { advance_ms: ms });
  }

  /** A file or directory of a guest; rejects if it does not exist. */
  async file(vm: string, path: string): Promise<{ type: string; mode: string; owner: string; size: number; entries?: string[] }> {
    return (await this.control("GET", `/vms/${vm}/files?path=${encodeURIComponent(path)}`)) as never;
  }

  /** The bytes of a guest file. */
  async content(vm: string, path: string): Promise<Buffer> {
    const { body } = await this.#exchange("GET", `/vms/${vm}/files/content?path=${encodeURIComponent(path)}`);
    return body;
  }

  /** Puts a file into a guest. */
  async putContent(vm: string, path: string, bytes: Buffer | string): Promise<void> {
    await this.#exchange("PUT", `/vms/${vm}/files/content?path=${encodeURIComponent(path)}`, Buffer.from(bytes));
  }

  /** Each call on a socket of its own, closed at once, so that it does not count among the client's. */
  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const { body: text } = await this.#exchange(method, path, body === undefined ? undefined : JSON.stringify(body));
    return text.length === 0 ? undefined : JSON.parse(text.toString("utf8"));
  }

  #exchange(method: string, path: string, body?: string | Buffer): Promise<{ body: Buffer }> {
    const url = new URL(`/_simulator${path}`, this.address.url);
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const type = typeof body === "string" ? "application/json" : "application/octet-stream";
    return new Promise((resolve, reject) => {
      const request = send(
        url,
        { method, agent: this.#agent, headers: { "connection": "close", "content-type": type } },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("error", reject).on("end", () => {
            const answer = Buffer.concat(parts);
            if (response.statusCode !== undefined && response.statusCode < 300) {
              resolve({ body: answer });
            } else {
              reject(new Error(`${method} ${path}: ${String(response.statusCode)} ${answer.toString("utf8")}`));
            }
          });
        },
      );
      request.on("error", reject).end(body);
    });
  }
}
