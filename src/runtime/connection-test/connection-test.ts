import type { NodeAPI } from "node-red";
import { checkPower, checkTools, visibleVms, vmOf } from "../../guest/check-vcenter";
import type { Pool } from "../../guest/pool";
import type { Patience } from "../../guest/without-turn";
import type { GuestCredentials, VmSummary } from "../../vcenter/client";
import { invalid } from "../../vcenter/error";
import { settled } from "../../vcenter/interrupted";
import { shown } from "../../vcenter/text";
import { Connection } from "../connection";
import { liveConnection } from "../connection-nodes";
import { guestLoginHook } from "../guest-login-hook";
import { Recent } from "../operations/recent";
import { type AskedLogins, vcenterLogin } from "../login-tries";
import { Pools } from "../pools";
import { checkLogin } from "./check-login";
import type { Deadline } from "./deadline";
import { isAsDeployed, withDeployed } from "./deployed";
import { GuestSteps } from "./guest-steps";
import { reachServer } from "./reach-server";
import { Report } from "./report";
import type { TestRequest } from "./test-request";

/** What tests share with each other and with the deployed connections of a runtime. */
export interface Bystanders {
  /** Of the deployed connections: they are told how a login went. */
  readonly pools: Pools;
  readonly asked: AskedLogins;
}

/** A guest that is busy for a moment has no fault; who waits before the dialog wants to know what else fails. */
const ATTEMPTS = 2;

/** At a stop: a late answer is awaited for 5 s, a deletion for 3 s; 5 s are left for the logout. */
const LAST_STEPS_MS = 8_000;

/** Walks the way of a message with a connection that need not be deployed, as far as it can be walked. */
export class ConnectionTest {
  readonly report: Report;
  readonly #RED: NodeAPI;
  readonly #request: TestRequest;
  readonly #others: Bystanders;
  readonly #deadline: Deadline;
  #connection: Connection | undefined;
  #walking: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(RED: NodeAPI, request: TestRequest, others: Bystanders, deadline: Deadline) {
    this.#deadline = deadline;
    this.report = new Report(request.vm !== undefined);
    this.#RED = RED;
    this.#request = request;
    this.#others = others;
  }

  /** Removes what comes too late, logs out and closes its sockets at its end. Never rejects. */
  async run(): Promise<void> {
    this.#walking = this.#walk(this.#deadline).catch(() => {
      // The report has it: each step notes how it went.
    });
    await this.#walking;
    this.#deadline.clear();
    if (this.#closing === undefined) {
      await this.#connection?.pool.lateEnd();
    }
    await this.#close();
  }

  /** Ends it before its time, within 13 s. Never rejects. */
  async end(): Promise<void> {
    this.#deadline.end("CLOSED");
    await settled([this.#walking], LAST_STEPS_MS);
    await this.#close();
  }

  async #close(): Promise<void> {
    this.#closing ??= this.#connection?.close();
    await this.#closing;
  }

  async #walk(deadline: Deadline): Promise<void> {
    const { report } = this;
    const connection = await report.step("settings", () => this.#opened(), () => "The settings can be used.");
    const { pool, access, limits } = connection;
    await reachServer(report, deadline, access.server, access);
    const { asked, pools } = this.#others;
    const twin = connection.twinIn(pools);
    await report.step(
      "login",
      () => asked.vcenter.counted(vcenterLogin(access), () => checkLogin(pool, deadline, twin)),
      () => "vCenter has taken the login.",
    );
    const patience = (): Patience => deadline.patience(limits.timeout, Math.min(limits.maxAttempts, ATTEMPTS));
    const vm = await this.#vm(pool, deadline, patience);
    if (vm !== undefined) {
      await this.#guest(connection, deadline, patience, vm, twin);
    }
  }

  /** @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
  #opened(): Connection {
    const { def, secrets } = withDeployed(this.#RED, this.#request);
    const connection = new Connection(this.#RED, def, secrets, new Pools(), new Recent());
    connection.check();
    this.#connection = connection;
    return connection;
  }

  async #vm(pool: Pool, deadline: Deadline, patience: () => Patience): Promise<VmSummary | undefined> {
    const { vm } = this.#request;
    if (vm !== undefined) {
      return this.report.step("vms", () => vmOf(pool, deadline.job, vm, patience()), ({ vm: id, name }) => `The user sees the VM "${shown(name)}" (${id}).`);
    }
    await this.report.step("vms", async () => seen(await visibleVms(pool, deadline.job(), patience())), (count) => `The user sees ${count}.`);
    return undefined;
  }

  async #guest(connection: Connection, deadline: Deadline, patience: () => Patience, summary: VmSummary, twin: Pool | undefined): Promise<void> {
    const { report } = this;
    const { pool, def } = connection;
    const { vm } = summary;
    await report.step("power", () => checkPower(pool, summary), () => "It is powered on.");
    const isInteractive = def.interactiveSession === true && def.guestCredentialType !== "SAML_BEARER_TOKEN";
    await report.step("tools", () => checkTools(pool, deadline.job(), vm, isInteractive, patience()), () => "VMware Tools is ready.");
    const hook = isAsDeployed(this.#RED, def) ? guestLoginHook(this.#RED) : undefined;
    const own = liveConnection(this.#RED, def.id)?.logins;
    const isDeployed = (credentials: GuestCredentials): boolean => hook !== undefined || own?.isOwn(credentials) === true;
    const { guests: tries } = this.#others.asked;
    await new GuestSteps(report, { connection, vm, patience: patience(), hook, tries, twin, isDeployed }).run(deadline);
  }
}

/** How many VMs there are, in words. @throws VCenterError if there is none. */
function seen(vms: readonly VmSummary[] | undefined): string {
  if (vms === undefined) {
    return "more VMs than vCenter lists at once";
  }
  if (vms.length === 0) {
    throw invalid("permission", "The vCenter user sees no VM. Give it System.Read on the VMs, with propagation from the folder or datacenter.");
  }
  return vms.length === 1 ? "1 VM" : `${vms.length} VMs`;
}
