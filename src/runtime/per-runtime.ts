import type { NodeAPI } from "node-red";

/** One thing for each runtime: several may live in a process, and Node-RED may load a module again in one. */
export class PerRuntime<T> {
  readonly #make: () => T;
  readonly #known = new WeakMap<object, T>();

  constructor(make: () => T) {
    this.#make = make;
  }

  of({ events }: NodeAPI): T {
    const found = this.#known.get(events) ?? this.#make();
    this.#known.set(events, found);
    return found;
  }

  /** The next one begins anew. */
  forget({ events }: NodeAPI): void {
    this.#known.delete(events);
  }
}
