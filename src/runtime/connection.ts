import type { NodeAPI, NodeDef } from "node-red";
import type { Hosts } from "../guest/hosts";
import type { Pool } from "../guest/pool";
import { invalid } from "../vcenter/error";
import { parseServer, type ServerAddress } from "../vcenter/server-address";
import { canceled } from "./canceled";
import { secretSetting, setting } from "./environment";
import { type GuestLoginFields, type GuestSecrets, StoredGuestLogin } from "./guest-credentials";
import { GuestLogins } from "./guest-logins";
import { fingerprintsIn, type HostFields, HostRoutes } from "./host-routes";
import { type ConnectionLimits, type LimitFields, limitsOf } from "./limits";
import type { Recent } from "./operations/recent";
import type { Access, Membership, Pools } from "./pools";
import { proxyChoice } from "./proxy";
import { tlsOptions } from "./tls";

/** The properties of a connection node in the flow file. */
export interface ConnectionDef extends NodeDef, GuestLoginFields, HostFields, LimitFields {
  readonly server?: string;
  readonly tls?: string;
  readonly proxy?: string;
}

export interface ConnectionSecrets extends GuestSecrets {
  username?: string;
  password?: string;
}

/** A vCenter with its logins, as a connection node describes it. It connects when a message first needs it. */
export class Connection {
  readonly #RED: NodeAPI;
  /** With values in the places of variables. */
  readonly def: ConnectionDef;
  readonly #secrets: ConnectionSecrets;
  readonly #pools: Pools;
  readonly logins: GuestLogins;
  readonly recent: Recent;
  #limits: ConnectionLimits | undefined;
  #hosts: HostRoutes | undefined;
  #membership: Membership | undefined;
  #isClosed = false;

  constructor(RED: NodeAPI, def: ConnectionDef, secrets: ConnectionSecrets, pools: Pools, recent: Recent) {
    this.#RED = RED;
    this.def = def;
    this.#secrets = secrets;
    this.#pools = pools;
    this.recent = recent;
    this.logins = new GuestLogins(new StoredGuestLogin(def, secrets, "the guest login of the connection"));
  }

  get id(): string {
    return this.def.id;
  }

  /** What a person calls it; may be empty. */
  get name(): string {
    return this.def.name;
  }

  /** @throws VCenterError INVALID_ARGUMENT, subject `configuration`, as every getter here. */
  get limits(): ConnectionLimits {
    this.#limits ??= limitsOf(this.def);
    return this.#limits;
  }

  /** How ESXi hosts are reached, which transfers lead to. */
  get hosts(): Hosts {
    return this.#routes;
  }

  get pool(): Pool {
    if (this.#isClosed && this.#membership === undefined) {
      // A message that met this connection before its end: nobody would close a pool made now.
      throw canceled("CLOSED", "not_done");
    }
    this.#membership ??= this.#join();
    return this.#membership.pool;
  }

  /**
   * Takes part in its pool, whose limits are the smallest of all its connections. Does not connect.
   *
   * @throws what a message would meet before anything is sent.
   */
  check(): void {
    this.#membership ??= this.#join();
  }

  /** The pool that has the same server, trust and account among those of others. @throws as {@link check}. */
  twinIn(pools: Pools): Pool | undefined {
    return pools.find(this.access);
  }

  /**
   * The stored secrets for another description of this connection: only where they would go to the same server, by the
   * same way and trust, which nobody may change and have them sent.
   *
   * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if the description is none.
   */
  secretsFor(def: ConnectionDef): ConnectionSecrets | undefined {
    const theirs = wayOf(def);
    try {
      return wayOf(this.def) === theirs ? this.#secrets : undefined;
    } catch {
      return undefined;
    }
  }

  /** Lets what runs end, logs out and closes the sockets, unless another connection uses the same. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#membership?.leave();
  }

  #join(): Membership {
    const { limits } = this;
    const hosts = this.#routes;
    return this.#pools.join(this.access, {
      limits,
      secrets: () => [...hosts.secrets, ...this.logins.secrets],
      sending: () => {
        this.recent.calls.count();
      },
    });
  }

  /** Where it leads, and who logs in there. */
  get access(): Access {
    const server = this.#server;
    const tls = tlsOptions(this.#RED, this.def.tls ?? "");
    const proxy = proxyChoice(this.#RED, this.def.proxy ?? "").for(server);
    const fingerprints = this.#routes.fingerprintsOf(server.host);
    return { server, tls, proxy, fingerprints, login: this.#login() };
  }

  get #routes(): HostRoutes {
    this.#hosts ??= new HostRoutes(this.#RED, this.def, this.#server);
    return this.#hosts;
  }

  get #server(): ServerAddress {
    return serverOf(this.def);
  }

  #login(): Access["login"] {
    const username = setting(this.#secrets.username, "vCenter user of the connection");
    const password = secretSetting(this.#secrets.password, "vCenter password of the connection");
    if (username === "" || password === "") {
      throw invalid("configuration", "The connection has no vCenter user or no password. Enter both in the connection node.");
    }
    return { username, password };
  }
}

function serverOf({ server }: ConnectionDef): ServerAddress {
  return parseServer(setting(server, "server of the connection"));
}

/** Where the secrets of a connection go, and what is trusted there. */
function wayOf(def: ConnectionDef): string {
  const { origin, host } = serverOf(def);
  const fingerprints = fingerprintsIn(def).get(host) ?? [];
  return JSON.stringify([origin, def.tls ?? "", def.proxy ?? "", [...fingerprints].sort()]);
}
