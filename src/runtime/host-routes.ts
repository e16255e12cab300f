import type { NodeAPI } from "node-red";
import type { Hosts } from "../guest/hosts";
import type { HostWay, Tls } from "../vcenter/dispatcher";
import { type Fingerprints, type HostMap, parseFingerprints, parseHostMap } from "../vcenter/host-lines";
import type { ServerAddress } from "../vcenter/server-address";
import type { TransferTarget } from "../vcenter/transfer-url";
import { setting } from "./environment";
import { type ProxyChoice, proxyChoice } from "./proxy";
import { tlsOptions } from "./tls";

/** What a connection node says of ESXi hosts; what is empty is as for vCenter. */
export interface HostFields {
  readonly tls?: string;
  readonly proxy?: string;
  readonly transferTls?: string;
  readonly transferProxy?: string;
  readonly fingerprints?: unknown;
  readonly hostMap?: unknown;
}

/** @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
export function fingerprintsIn({ fingerprints }: HostFields): Fingerprints {
  return parseFingerprints(setting(fingerprints, "list of fingerprints of the connection"));
}

/** The ways to the ESXi hosts of a connection. */
export class HostRoutes implements Hosts {
  readonly server: ServerAddress;
  readonly #tls: Tls;
  readonly #proxy: ProxyChoice;
  readonly #fingerprints: Fingerprints;
  readonly #map: HostMap;

  /** @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
  constructor(RED: NodeAPI, fields: HostFields, server: ServerAddress) {
    this.server = server;
    // A name of the server in it is one of vCenter; each host is known by its own.
    this.#tls = { ...tlsOptions(RED, fields.transferTls || (fields.tls ?? "")), servername: undefined };
    this.#proxy = proxyChoice(RED, fields.transferProxy || (fields.proxy ?? ""));
    this.#fingerprints = fingerprintsIn(fields);
    this.#map = parseHostMap(setting(fields.hostMap, "host map of the connection"));
  }

  get secrets(): readonly string[] {
    return this.#proxy.secrets;
  }

  fingerprintsOf(host: string): readonly string[] {
    return this.#fingerprints.get(host) ?? [];
  }

  way({ origin, host, port }: TransferTarget): HostWay {
    return {
      tls: this.#tls,
      proxy: this.#proxy.for({ origin, host, name: `${host}:${port}` }),
      fingerprints: this.fingerprintsOf(host),
      host,
      address: this.#map.get(host),
      server: this.server.host,
    };
  }
}
