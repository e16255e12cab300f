import { isIP } from "node:net";
import { checkServerIdentity, type ConnectionOptions } from "node:tls";
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from "undici";
import { guardedLookup } from "./address-class";
import { type Inspect, inspected, marked, type Peer, pinned, redirected } from "./connector";
import type { MappedAddress } from "./host-lines";

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

/** How a server is reached. */
export interface Way {
  readonly tls?: Tls;
  readonly proxy?: Proxy | undefined;
  /** SHA-256 of the certificates that it may show, whoever has signed them; none: the CA decides. */
  readonly fingerprints?: readonly string[];
  /** Only to look at the certificate: every request fails with `Inspected` before it is written. */
  readonly inspect?: Inspect;
}

/** How an ESXi host is reached. */
export interface HostWay extends Way {
  /** Its name or address, without brackets: what its certificate must be made out to. */
  readonly host: string;
  /** Where it is reached instead. */
  readonly address?: MappedAddress | undefined;
  /** Host of the vCenter. */
  readonly server: string;
}

/** For each connection, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * What all requests have in common. The time limits of undici are off: a dripping body outlives them (measured), so
 * every job brings a deadline of its own.
 */
const LIMITS = { allowH2: false, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 } as const satisfies Agent.Options;

/** `clientTtl` follows changes of DNS. */
const SERVER_LIMITS = {
  ...LIMITS,
  keepAliveTimeout: 4_000,
  keepAliveMaxTimeout: 4_000,
  clientTtl: 300_000,
  maxResponseSize: ANSWER_BYTES,
} as const satisfies Agent.Options;

/** What stands between undici and the sockets of one server. */
type Wrap = (connect: buildConnector.connector) => buildConnector.connector;

/** The sockets to one vCenter, directly or through a proxy. It connects with the first request. */
export function createDispatcher({ tls = {}, proxy, fingerprints = [], inspect }: Way): Dispatcher {
  return dispatcher(SERVER_LIMITS, connectionTo(tls, fingerprints), proxy, wrapOf("server", fingerprints, inspect));
}

/** The socket for one transfer: ESXi hosts have few connections for everybody, so nobody keeps one. */
export function createHostDispatcher(way: HostWay): Dispatcher {
  const { tls = {}, host, address, server, proxy, fingerprints = [], inspect } = way;
  const connection: buildConnector.BuildOptions = {
    ...connectionTo(tls, fingerprints),
    ...(isIP(host) === 0 && { servername: host }),
    ...(address === undefined ? { lookup: guardedLookup(server) } : { checkServerIdentity: (_address, certificate) => checkServerIdentity(host, certificate) }),
  };
  return dispatcher(LIMITS, connection, proxy, (connect) => redirected(wrapOf("ESXi host", fingerprints, inspect)(connect), address));
}

function connectionTo(tls: Tls, fingerprints: readonly string[]): buildConnector.BuildOptions {
  const trust = fingerprints.length === 0 ? {} : { rejectUnauthorized: false, maxCachedSessions: 0 };
  return { ...tls, ...trust, timeout: CONNECT_TIMEOUT_MS };
}

function wrapOf(peer: Peer, fingerprints: readonly string[], inspect: Inspect | undefined): Wrap {
  return (connect) => marked(inspected(pinned(connect, fingerprints), inspect), peer);
}

function dispatcher(
  limits: Agent.Options,
  connection: buildConnector.BuildOptions,
  proxy: Proxy | undefined,
  wrap: Wrap,
): Dispatcher {
  return proxy === undefined
    ? new Agent({ ...limits, connect: wrap(buildConnector(connection)) })
    : tunnel(limits, connection, proxy, wrap);
}

function tunnel(limits: Agent.Options, requestTls: buildConnector.BuildOptions, proxy: Proxy, wrap: Wrap): Dispatcher {
  return new ProxyAgent({
    ...limits,
    uri: proxy.url,
    requestTls,
    proxyTls: { timeout: CONNECT_TIMEOUT_MS },
    ...(proxy.login !== undefined && { token: proxy.login }),
    factory: (origin, options: Pool.Options) =>
      new Pool(origin, { ...options, connect: wrap(options.connect as buildConnector.connector) }),
    clientFactory: (origin, options: Pool.Options) =>
      new Pool(origin, {
        ...options,
        connect: marked(options.connect as buildConnector.connector, "proxy"),
        headersTimeout: CONNECT_TIMEOUT_MS,
      }),
  });
}
