import type { NodeAPI, NodeDef } from "node-red";
import { Pool } from "../guest/pool";
import { createClient } from "../vcenter/client";
import { createDispatcher } from "../vcenter/dispatcher";
import { invalid } from "../vcenter/error";
import { parseServer, type ServerAddress } from "../vcenter/server-address";
import { canceled } from "./canceled";
import { secretSetting, setting } from "./environment";
import { type GuestLoginFields, type GuestSecrets, StoredGuestLogin } from "./guest-credentials";
import { GuestLogins } from "./guest-logins";
import { proxyFor } from "./proxy";
import { millisecondsOf } from "./seconds";
import { tlsOptions } from "./tls";

/** The properties of a connection node in the flow file. */
export interface ConnectionDef extends NodeDef, GuestLoginFields {
  readonly server?: string;
  readonly tls?: string;
  readonly proxy?: string;
  /** Seconds. */
  readonly timeout?: unknown;
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
  readonly logins: GuestLogins;
  #pool: Pool | undefined;
  #isClosed = false;

  constructor(RED: NodeAPI, def: ConnectionDef, secrets: ConnectionSecrets) {
    this.#RED = RED;
    this.#def = def;
    this.#secrets = secrets;
    this.logins = new GuestLogins(new StoredGuestLogin(def, secrets, "the guest login of the connection"));
  }

  /** @throws VCenterError INVALID_ARGUMENT, subject `configuration`, as every getter here. */
  get server(): ServerAddress {
    return parseServer(setting(this.#def.server, "server of the connection"));
  }

  /** Milliseconds. */
  get timeout(): number {
    return millisecondsOf(this.#def.timeout ?? 60, "timeout of the connection");
  }

  get pool(): Pool {
    if (this.#isClosed && this.#pool === undefined) {
      // A message that met this connection before its end: nobody would close a pool made now.
      throw canceled("not_done");
    }
    this.#pool ??= this.#createPool();
    return this.#pool;
  }

  /** Throws what a message would meet before anything is sent. Does not connect. */
  check(): void {
    this.#settings();
  }

  /** Lets what runs end, logs out and closes the sockets. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool?.close();
  }

  #settings() {
    const { server, timeout } = this;
    const tls = tlsOptions(this.#RED, this.#def.tls ?? "");
    const proxy = proxyFor(this.#RED, this.#def.proxy ?? "", server);
    return { server, timeout, login: this.#login(), tls, proxy };
  }

  #login(): { username: string; password: string } {
    const username = setting(this.#secrets.username, "vCenter user of the connection");
    const password = secretSetting(this.#secrets.password, "vCenter password of the connection");
    if (username === "" || password === "") {
      throw invalid("configuration", "The connection has no vCenter user or no password. Enter both in the connection node.");
    }
    return { username, password };
  }

  #createPool(): Pool {
    const { server, login, tls, proxy } = this.#settings();
    const dispatcher = createDispatcher(tls, proxy);
    const secrets = (): string[] => [...(proxy?.secrets ?? []), ...this.logins.secrets];
    return new Pool(createClient({ dispatcher, server, ...login, secrets }), server.name);
  }
}
