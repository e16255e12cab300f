import assert from "node:assert/strict";
import { createHook } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";
import type { EventEmitter } from "node:events";
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

/** What counts listeners. */
type Emitter = Pick<EventEmitter, "eventNames" | "listenerCount">;

/** What this process has open at one time. */
export interface Resources {
  /** Sockets, servers and the like by kind, as `{"TCPSocketWrap": 1}`. */
  readonly handles: Readonly<Record<string, number>>;
  /** Timers, also those that do not keep the process alive. */
  readonly timers: number;
  /** Listeners by emitter and event. */
  readonly listeners: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Diagnostics channels that somebody listens to. */
  readonly channels: readonly string[];
}

const CHANNELS = [
  "undici:request:create",
  "undici:request:headers",
  "undici:request:error",
  "undici:client:connected",
  "undici:client:connectError",
];

/** undici's clock goes on for a second after its last use, and a socket that is forgotten is closed after 4 s of silence. */
const PATIENCE_MS = 2_500;

/** Counts what this process has open, timers from its making on. */
export class ResourceCounter {
  readonly #emitters: Readonly<Record<string, Emitter>>;
  readonly #timers = new Set<number>();
  readonly #hook = createHook({
    init: (id, type) => {
      if (type === "Timeout") {
        this.#timers.add(id);
      }
    },
    destroy: (id) => {
      this.#timers.delete(id);
    },
  }).enable();

  constructor(emitters: Readonly<Record<string, Emitter>>) {
    this.#emitters = { process, ...emitters };
  }

  stop(): void {
    this.#hook.disable();
  }

  async count(): Promise<Resources> {
    // The end of a timer is told a turn later.
    await turn();
    return {
      handles: handles(),
      timers: this.#timers.size,
      listeners: Object.fromEntries(Object.entries(this.#emitters).map(([name, emitter]) => [name, listeners(emitter)])),
      channels: CHANNELS.filter((name) => channel(name).hasSubscribers),
    };
  }

  /** Waits until as much is open as at another time; if that does not come true, it shows the difference. */
  async assertBackTo(before: Resources): Promise<void> {
    const due = performance.now() + PATIENCE_MS;
    let current = await this.count();
    while (!isDeepStrictEqual(current, before) && performance.now() < due) {
      await pause(5);
      current = await this.count();
    }
    assert.deepEqual(current, before);
  }
}

/** Timers are counted otherwise; an immediate or a file being read is over by itself. */
function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo().filter((name) => name.endsWith("Wrap")).sort()) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function listeners(emitter: Emitter): Record<string, number> {
  const names = emitter.eventNames().map(String).sort();
  return Object.fromEntries(names.map((name) => [name, emitter.listenerCount(name)]));
}
