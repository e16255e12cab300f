import type { NodeAPI, NodeDef } from "node-red";
import type { Pool } from "../guest/pool";
import { invalid } from "../vcenter/error";
import { parseServer } from "../vcenter/server-address";
import { canceled } from "./canceled";
import { secretSetting, setting } from "./environment";
import { type GuestLoginFields, type GuestSecrets, StoredGuestLogin } from "./guest-credentials";
import { GuestLogins } from "./guest-logins";
import { type ConnectionLimits, type LimitFields, limitsOf } from "./limits";
import type { Access, Membership, Pools } from "./pools";
import { proxyFor } from "./proxy";
import { tlsOptions } from "./tls";

/** The properties of a connection node in the flow file. */
export interface ConnectionDef extends NodeDef, GuestLoginFields, LimitFields {
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
  readonly #def: ConnectionDef;
  readonly #secrets: ConnectionSecrets;
  readonly #pools: Pools;
  readonly logins: GuestLogins;
  #limits: ConnectionLimits | undefined;
  #membership: Membership | undefined;
  #isClosed = false;

  constructor(RED: NodeAPI, def: ConnectionDef, secrets: ConnectionSecrets, pools: Pools) {
    this.#RED = RED;
    this.#def = def;
    this.#secrets = secrets;
    this.#pools = pools;
    this.logins = new GuestLogins(new StoredGuestLogin(def, secrets, "the guest login of the connection"));
  }

  get id(): string {
    return this.#def.id;
  }

  /** @throws VCenterError INVALID_ARGUMENT, subject `configuration`, as every getter here. */
  get limits(): ConnectionLimits {
    this.#limits ??= limitsOf(this.#def);
    return this.#limits;
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

  /** Lets what runs end, logs out and closes the sockets, unless another connection uses the same. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#membership?.leave();
  }

  #join(): Membership {
    const { limits } = this;
    const server = parseServer(setting(this.#def.server, "server of the connection"));
    const tls = tlsOptions(this.#RED, this.#def.tls ?? "");
    const proxy = proxyFor(this.#RED, this.#def.proxy ?? "", server);
    const access: Access = { server, tls, proxy, login: this.#login() };
    return this.#pools.join(access, { limits, secrets: () => this.logins.secrets });
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
