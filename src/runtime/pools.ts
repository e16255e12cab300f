import type { NodeAPI } from "node-red";
import { HostGates } from "../guest/host-gates";
import { keyedHash } from "../guest/keyed-hash";
import { Pool } from "../guest/pool";
import type { Limits } from "../guest/turns";
import { createClient } from "../vcenter/client";
import { createDispatcher, type Tls } from "../vcenter/dispatcher";
import type { ServerAddress } from "../vcenter/server-address";
import { PerRuntime } from "./per-runtime";
import type { ChosenProxy } from "./proxy";

/** Where connections lead and who logs in there: those that agree on it share a pool. */
export interface Access {
  readonly server: ServerAddress;
  readonly tls: Tls;
  readonly proxy: ChosenProxy | undefined;
  /** Of the certificates that it may show; none: the CA decides. */
  readonly fingerprints: readonly string[];
  readonly login: { readonly username: string; readonly password: string };
}

/** What a connection brings along. */
export interface Member {
  readonly limits: Limits;
  /** The secrets of its guest logins at the time of asking. */
  readonly secrets: () => Iterable<string>;
  /** Told before each request to vCenter. */
  readonly sending: () => void;
}

/** A pool in use by a connection. */
export interface Membership {
  readonly pool: Pool;
  /** The last one that leaves ends the pool, and waits for its end. */
  leave(): Promise<void>;
}

/** The pools of one runtime: one session and one set of sockets for all connections that agree on the access. */
export class Pools {
  readonly #pools = new Map<string, SharedPool>();
  readonly #hosts = new HostGates();

  /** Connects to nothing. */
  join(access: Access, member: Member): Membership {
    const name = nameOf(access);
    const shared = this.#pools.get(name) ?? new SharedPool(access, this.#hosts);
    this.#pools.set(name, shared);
    shared.add(member);
    return {
      pool: shared.pool,
      leave: async () => {
        if (shared.remove(member) === 0) {
          this.#pools.delete(name);
          await shared.pool.close();
        }
      },
    };
  }

  /** The pool of connections with the same access, if there are any. */
  find(access: Access): Pool | undefined {
    return this.#pools.get(nameOf(access))?.pool;
  }
}

const poolsOfRuntimes = new PerRuntime(() => new Pools());

/** Passwords and keys are compared without being kept. */
function nameOf({ server, tls, proxy, fingerprints, login }: Access): string {
  return keyedHash([server.origin, tls, fingerprints, proxy?.url, proxy?.login, login.username, login.password]);
}

/** The pools of a runtime, also where Node-RED loads the node again. */
export function poolsOf(RED: NodeAPI): Pools {
  return poolsOfRuntimes.of(RED);
}

class SharedPool {
  readonly pool: Pool;
  readonly #members = new Set<Member>();
  #limits: Limits = { maxConcurrent: 1, maxConcurrentPerVm: 1 };

  constructor({ server, tls, proxy, fingerprints, login }: Access, hosts: HostGates) {
    const secrets = (): string[] => [
      ...(proxy?.secrets ?? []),
      ...[...this.#members].flatMap((member) => [...member.secrets()]),
    ];
    const sending = (): void => {
      for (const member of this.#members) {
        member.sending();
      }
    };
    const dispatcher = createDispatcher({ tls, proxy, fingerprints });
    const client = createClient({ dispatcher, server, ...login, secrets, sending });
    this.pool = new Pool(client, server.name, () => this.#limits, hosts);
  }

  add(member: Member): void {
    this.#members.add(member);
    this.#limitsChanged();
  }

  /** @returns how many are left. */
  remove(member: Member): number {
    this.#members.delete(member);
    if (this.#members.size > 0) {
      this.#limitsChanged();
    }
    return this.#members.size;
  }

  /** The smallest of each among the members. */
  #limitsChanged(): void {
    const limits = [...this.#members].map((member) => member.limits);
    this.#limits = {
      maxConcurrent: Math.min(...limits.map(({ maxConcurrent }) => maxConcurrent)),
      maxConcurrentPerVm: Math.min(...limits.map(({ maxConcurrentPerVm }) => maxConcurrentPerVm)),
    };
    this.pool.turns.changed();
  }
}
