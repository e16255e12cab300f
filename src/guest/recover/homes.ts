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
    for (let other = this.#probes.get(key); other !== undefined; other = this.#probes.get(key)) {
      guest.turn.rest();
      await guest.job.until(other);
    }
    const known = this.#known.get(key);
    if (known !== undefined && (!isNameable(known) || (await isStillOurs(guest, known)))) {
      return known;
    }
    return this.#learned(key, probe(guest, keeper));
  }

  /** It was not there: unless another message has found the next one already. */
  forget(guest: Guest, home: Home): void {
    const key = keyOf(guest);
    if (this.#known.get(key) === home) {
      this.#known.delete(key);
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
