import { accountOf } from "../fingerprint";
import type { Guest } from "../guest";
import type { Keeper } from "../ledger/keeper";
import type { Pool } from "../pool";
import { isNameable, isStillOurs } from "./is-still-ours";
import { type Home, probe } from "./probe";

/** How many are remembered. */
const MOST = 10_000;

/** The directories that guests choose, each learned once for all messages with the same login in the same VM. */
export class Homes {
  static readonly #ofPools = new WeakMap<Pool, Homes>();
  /** In the order of their age. */
  readonly #known = new Map<string, Home>();
  readonly #probes = new Map<string, Promise<unknown>>();

  static of(pool: Pool): Homes {
    const homes = Homes.#ofPools.get(pool) ?? new Homes();
    Homes.#ofPools.set(pool, homes);
    return homes;
  }

  /** @throws as {@link probe} */
  async home(guest: Guest, keeper: Keeper): Promise<Home> {
    const key = keyOf(guest);
    for (;;) {
      await this.#probed(guest, key);
      const known = this.#known.get(key);
      if (known === undefined) {
        return this.#learned(key, probe(guest, keeper));
      }
      if (!isNameable(known) || (await isStillOurs(guest, known))) {
        return known;
      }
      this.forget(guest, known);
    }
  }

  /** It was not there: unless another message has found the next one already. */
  forget(guest: Guest, home: Home): void {
    const key = keyOf(guest);
    if (this.#known.get(key) === home) {
      this.#known.delete(key);
    }
  }

  /** Waits until no other message learns it. */
  async #probed(guest: Guest, key: string): Promise<void> {
    for (let other = this.#probes.get(key); other !== undefined; other = this.#probes.get(key)) {
      guest.turn.rest();
      await guest.job.until(other);
    }
  }

  async #learned(key: string, probing: Promise<Home>): Promise<Home> {
    this.#probes.set(key, probing.catch(() => undefined));
    try {
      const home = await probing;
      this.#remember(key, home);
      return home;
    } finally {
      this.#probes.delete(key);
    }
  }

  #remember(key: string, home: Home): void {
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= MOST) {
      this.#known.delete(oldest);
    }
    this.#known.set(key, home);
  }
}

function keyOf({ place, credentials }: Guest): string {
  return JSON.stringify([place.vm, accountOf(credentials)]);
}
