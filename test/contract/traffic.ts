import { readFileSync } from "node:fs";
import { Agent, type Dispatcher } from "undici";
import { type Client, createClient, type GuestCredentials } from "../../src/vcenter/client";
import { parseServer } from "../../src/vcenter/server-address";
import type { SimulatorDriver } from "../support/simulator";
import type { Traffic } from "./contract";

/** A client of a simulator whose requests and answers are noted as they stand on the wire. */
export class NotedClient {
  readonly client: Client;
  readonly traffic: Traffic[] = [];

  constructor({ address }: SimulatorDriver, { password = address.password } = {}) {
    const agent = new Agent({ connect: { ca: readFileSync(String(address.ca)) } });
    this.client = createClient({
      dispatcher: agent.compose((dispatch) => (options, handler) => dispatch(options, this.#noting(options, handler))),
      server: parseServer(address.url),
      username: address.username,
      password,
    });
  }

  #noting(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    const { method, path, headers, body } = options;
    const sent = typeof body === "string" ? body : undefined;
    let status = 0;
    let received = "";
    return {
      onRequestStart: (...given) => handler.onRequestStart?.(...given),
      onResponseStart: (...given) => {
        status = given[1];
        handler.onResponseStart?.(...given);
      },
      onResponseData: (controller, chunk) => {
        received += chunk.toString("utf8");
        handler.onResponseData?.(controller, chunk);
      },
      onResponseEnd: (...given) => {
        this.traffic.push({ method, path, headers: headers as Record<string, string>, sent, status, received });
        handler.onResponseEnd?.(...given);
      },
      onResponseError: (...given) => handler.onResponseError?.(...given),
    };
  }
}

/** The usual guest login of a simulator. */
export function guestOf({ address }: SimulatorDriver, change: Partial<GuestCredentials> = {}): GuestCredentials {
  return {
    interactive_session: false,
    type: "USERNAME_PASSWORD",
    user_name: address.guestUsername,
    password: address.guestPassword,
    ...change,
  };
}
