import { randomUUID } from "node:crypto";
import type { Machine } from "../guest/machine";
import { type Direction, directionOf, type TransferSpec } from "../guest/transfer-spec";
import type { GuestUser } from "../model/guest-user";
import type { TestClock } from "./clock";

/** Who serves a transfer URL: the ESXi host that it names, or for the host `*` vCenter itself. */
export type ListenerName = "esxi" | "main";

/** What a transfer URL stands for. */
export interface Ticket {
  readonly id: string;
  /** A UUID with the id appended: guest-temp-files.md section 6. */
  readonly token: string;
  readonly direction: Direction;
  readonly machine: Machine;
  readonly user: GuestUser;
  readonly spec: TransferSpec;
  readonly listener: ListenerName;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly generation: number;
}

type Order = Pick<Ticket, "machine" | "user" | "spec" | "listener">;

/** CONTRACT.md section 5. */
const LIFETIME_MS = 10 * 60 * 1000;

/** The transfer URLs that are alive. One dies after a success, 10 minutes after issue, or with its VM's run. */
export class Transfers {
  readonly #clock: TestClock;
  readonly #isRegistered: (machine: Machine) => boolean;
  readonly #tickets = new Map<string, Ticket>();
  readonly #busy = new Set<Ticket>();
  #lastId = 0;

  constructor(clock: TestClock, isRegistered: (machine: Machine) => boolean) {
    this.#clock = clock;
    this.#isRegistered = isRegistered;
  }

  issue(order: Order): Ticket {
    this.#forgetDead();
    this.#lastId += 1;
    const id = String(this.#lastId);
    const ticket = {
      ...order,
      id,
      token: randomUUID() + id,
      direction: directionOf(order.spec),
      issuedAt: this.#clock.now(),
      generation: order.machine.urlGeneration,
    };
    this.#tickets.set(id, ticket);
    return ticket;
  }

  /** Takes a URL into use; null: it is dead, in use, or never was. */
  claim(id: string, token: string, listener: ListenerName): Ticket | null {
    const ticket = this.#tickets.get(id);
    const fits = ticket?.token === token && ticket.listener === listener;
    if (ticket === undefined || !fits || this.#busy.has(ticket) || !this.isAlive(ticket)) {
      return null;
    }
    this.#busy.add(ticket);
    return ticket;
  }

  /** Only a success uses a URL up. */
  release(ticket: Ticket, succeeded: boolean): void {
    this.#busy.delete(ticket);
    if (succeeded) {
      this.#tickets.delete(ticket.id);
    }
  }

  isAlive(ticket: Ticket): boolean {
    const isYoung = this.#clock.now() - ticket.issuedAt < LIFETIME_MS;
    return isYoung && this.runsOn(ticket);
  }

  /** Is the VM still in the run, and on the host, for which the URL was issued? */
  runsOn({ machine, generation }: Ticket): boolean {
    return machine.urlGeneration === generation && this.#isRegistered(machine);
  }

  #forgetDead(): void {
    for (const ticket of this.#tickets.values()) {
      if (!this.#busy.has(ticket) && !this.isAlive(ticket)) {
        this.#tickets.delete(ticket.id);
      }
    }
  }
}
