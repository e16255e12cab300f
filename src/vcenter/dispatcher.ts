import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from "undici";
import type { ConnectionOptions } from "node:tls";
import { marked } from "./connector";

/** How the TLS of vCenter is checked and which certificate it is shown, as Node's `tls.connect` takes it. */
export type Tls = Pick<
  ConnectionOptions,
  "ca" | "cert" | "key" | "passphrase" | "pfx" | "servername" | "rejectUnauthorized"
>;

/** An HTTP proxy that tunnels by CONNECT. `login` is the value of `Proxy-Authorization`. */
export interface Proxy {
  readonly url: string;
  readonly login?: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * What all requests to one server share. The time limits of undici are off: a dripping body outlives them (measured),
 * so every job brings a deadline of its own. `clientTtl` follows changes of DNS.
 */
const LIMITS = {
  allowH2: false,
  pipelining: 1,
  keepAliveTimeout: 4_000,
  keepAliveMaxTimeout: 4_000,
  clientTtl: 300_000,
  headersTimeout: 0,
  bodyTimeout: 0,
  maxResponseSize: ANSWER_BYTES,
} as const satisfies Agent.Options;

/** The sockets to one vCenter, directly or through a proxy. It connects with the first request. */
export function createDispatcher(tls: Tls, proxy?: Proxy): Dispatcher {
  const connection: buildConnector.BuildOptions = { ...tls, timeout: CONNECT_TIMEOUT_MS };
  return proxy === undefined
    ? new Agent({ ...LIMITS, connect: marked(buildConnector(connection)) })
    : tunnel(connection, proxy);
}

function tunnel(requestTls: buildConnector.BuildOptions, proxy: Proxy): Dispatcher {
  return new ProxyAgent({
    ...LIMITS,
    uri: proxy.url,
    requestTls,
    proxyTls: { timeout: CONNECT_TIMEOUT_MS },
    ...(proxy.login !== undefined && { token: proxy.login }),
    factory: (origin, options: Pool.Options) =>
      new Pool(origin, { ...options, connect: marked(options.connect as buildConnector.connector) }),
    clientFactory: (origin, options: Pool.Options) =>
      new Pool(origin, {
        ...options,
        connect: marked(options.connect as buildConnector.connector, "proxy"),
        headersTimeout: CONNECT_TIMEOUT_MS,
      }),
  });
}
