import { randomUUID } from "node:crypto";
import type { TestClock } from "./clock";

export interface Session {
  readonly token: string;
  readonly user: string;
  readonly createdAt: number;
  lastAccessedAt: number;
}

interface Limits {
  session_idle_s: number;
  session_absolute_s: number;
  session_limit: number;
}

/** Sessions end by logout, after idling, or at a time fixed at login: CONTRACT.md section 2. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #clock: TestClock;
  readonly #limits: () => Limits;
  #counts = { created: 0, deleted: 0, expired: 0 };

  constructor(clock: TestClock, limits: () => Limits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** A new session, or null: the user has as many as one user may have. */
  create(user: string): Session | null {
    this.#expire();
    const own = [...this.#sessions.values()].filter((session) => session.user === user);
    if (own.length >= this.#limits().session_limit) {
      return null;
    }
    const now = this.#clock.now();
    const session = { token: randomUUID().replaceAll("-", ""), user, createdAt: now, lastAccessedAt: now };
    this.#sessions.set(session.token, session);
    this.#counts.created += 1;
    return session;
  }

  /** The live session of a token; asking counts as access. */
  touch(token: string): Session | null {
    this.#expire();
    const session = this.#sessions.get(token) ?? null;
    if (session !== null) {
      session.lastAccessedAt = this.#clock.now();
    }
    return session;
  }

  delete(token: string): void {
    if (this.#sessions.delete(token)) {
      this.#counts.deleted += 1;
    }
  }

  /** Ends all, as a restart of the server does. */
  endAll(): number {
    this.#expire();
    const ended = this.#sessions.size;
    this.#sessions.clear();
    this.#counts.expired += ended;
    return ended;
  }

  counts(): { open: number; created: number; deleted: number; expired: number } {
    this.#expire();
    return { open: this.#sessions.size, ...this.#counts };
  }

  resetCounts(): void {
    this.#expire();
    this.#counts = { created: 0, deleted: 0, expired: 0 };
  }

  list(): Session[] {
    this.#expire();
    return [...this.#sessions.values()];
  }

  #expire(): void {
    const now = this.#clock.now();
    const { session_idle_s, session_absolute_s } = this.#limits();
    for (const session of this.#sessions.values()) {
      const idle = now - session.lastAccessedAt >= session_idle_s * 1000;
      const old = now - session.createdAt >= session_absolute_s * 1000;
      if (idle || old) {
        this.#sessions.delete(session.token);
        this.#counts.expired += 1;
      }
    }
  }
}
