import type { Node, NodeAPI, NodeDef } from "node-red";
import { findVm } from "../guest/find-vm";
import { type Given, optionalText } from "../guest/given";
import type { Job } from "../guest/job";
import { vmText } from "../guest/vm-text";
import type { Patience } from "../guest/without-turn";
import type { Place } from "../guest/work";
import type { GuestCredentials } from "../vcenter/client";
import { invalid, VCenterError } from "../vcenter/error";
import { Interrupted } from "../vcenter/interrupted";
import { shown } from "../vcenter/text";
import type { Connection } from "./connection";
import { guestLoginHook } from "./guest-login-hook";
import { loginNameOf } from "./login-name";
import type { Message } from "./outputs";
import { choice } from "./plain-values";
import { millisecondsOf } from "./seconds";
import { readsGuest, type TypedProperties, typedValue } from "./typed-values";

/** The properties that every action node on a VM has in the flow file. */
export interface ActionDef extends NodeDef {
  readonly connection?: string;
  readonly vmBy?: unknown;
}

/** Where a message works: a {@link Place}, and the guest login's name if the message names one. */
export interface ChosenPlace extends Place {
  readonly login: string | undefined;
}

/** A message on its way through an action node: its typed values, and what they choose. */
export class ActionMessage<D extends ActionDef = ActionDef> {
  constructor(
    readonly RED: NodeAPI,
    readonly node: Node,
    readonly def: D,
    readonly connection: Connection,
    readonly job: Job,
    readonly msg: Message,
  ) {}

  /**
   * The value of a typed property, read within the connection's timeout; `label` is what a person calls it.
   *
   * @throws VCenterError, or Interrupted at close.
   */
  value(property: string, label = property): Given | Promise<Given> {
    const value = typedValue(this.RED, this.node, this.#properties, property, label, this.msg);
    return value instanceof Promise ? this.#awaited(value, label) : value;
  }

  /**
   * Reads all that says where to work, and only then asks vCenter for the id of a VM that is given by its name.
   *
   * @throws VCenterError only.
   */
  async place(): Promise<ChosenPlace> {
    const text = vmText(await this.value("vm", "VM"));
    const { pool, limits } = this.connection;
    const isGuests = readsGuest(this.RED, this.#properties, "vm");
    if (isGuests || readsGuest(this.RED, this.#properties, "path")) {
      this.#checkServer(pool.server);
    }
    const patience = await this.patience();
    const login = optionalText(await this.value("login", "guest login"));
    const credentialsFor = this.connection.logins.choose(login, guestLoginHook(this.RED), pool.server);
    const by = isGuests ? "id" : choice(this.def.vmBy, "vmBy", ["id", "name"]);
    const vm = by === "id" ? text : await findVm(pool, this.job, text, patience);
    const loginName = loginNameOf(this.connection.id, login);
    const credentials = (): GuestCredentials | Promise<GuestCredentials> => credentialsFor(vm);
    const { queueTimeout, timeout, maxAttempts } = patience;
    // One by one: a copy of an object is the dearest step of a message's way to its turn (measured).
    return { vm, login, loginName, credentials, queueTimeout, timeout, maxAttempts, waitForTools: limits.waitForTools };
  }

  /** How long this message may take. @throws VCenterError */
  async patience(): Promise<Patience> {
    const { queueTimeout, maxAttempts } = this.connection.limits;
    return { queueTimeout, maxAttempts, timeout: this.#timeout(await this.value("timeout")) };
  }

  /** What `msg.guest` says of every action on a VM. */
  facts({ vm, login }: ChosenPlace): Record<string, unknown> {
    const { attempts, elapsed } = this.job;
    return { vm, login, server: this.connection.pool.server, attempts, elapsed };
  }

  async #awaited(value: Promise<Given>, label: string): Promise<Given> {
    try {
      return await this.job.limited(this.connection.limits.timeout, () => this.job.until(value));
    } catch (error) {
      throw error instanceof Interrupted && error.reason === "TIMED_OUT" ? unread(label) : error;
    }
  }

  get #properties(): TypedProperties {
    return this.def as unknown as TypedProperties;
  }

  #timeout({ value, name }: Given): number {
    return value === undefined || value === null || value === ""
      ? this.connection.limits.timeout
      : millisecondsOf(value, name);
  }

  /** vm-42 exists in every vCenter. */
  #checkServer(ours: string): void {
    const guest: unknown = this.msg.guest;
    const server = typeof guest === "object" && guest !== null && "server" in guest ? guest.server : undefined;
    if (server !== undefined && server !== null && server !== ours) {
      throw invalid(
        "configuration",
        `msg.guest speaks of a VM at ${serverText(server)}, but the connection leads to ${ours}.` +
          " Choose the connection of that vCenter.",
      );
    }
  }
}

function unread(label: string): VCenterError {
  return new VCenterError(
    `The ${label} could not be read within the timeout: the context store or the expression gives no value. Check it.`,
    "TIMED_OUT",
    { subject: "server", outcome: "not_done", retryable: true },
  );
}

function serverText(server: unknown): string {
  return typeof server === "string" ? shown(server) : "no server";
}
