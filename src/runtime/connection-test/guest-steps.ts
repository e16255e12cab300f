import { checkGuest, type GuestProgress } from "../../guest/check-guest";
import { accountOf, fingerprintOf } from "../../guest/fingerprint";
import type { Hosts } from "../../guest/hosts";
import type { Pool } from "../../guest/pool";
import type { Patience } from "../../guest/without-turn";
import type { Place } from "../../guest/work";
import type { GuestCredentials } from "../../vcenter/client";
import { createHostDispatcher, type HostWay } from "../../vcenter/dispatcher";
import { VCenterError } from "../../vcenter/error";
import { certificateOf } from "../../vcenter/reach";
import { shown } from "../../vcenter/text";
import type { TransferTarget } from "../../vcenter/transfer-url";
import type { Connection } from "../connection";
import type { Hook } from "../guest-login-hook";
import { loginNameOf } from "../login-name";
import { guestLogin, type LoginTries, type LoginTry } from "../login-tries";
import type { Deadline } from "./deadline";
import { type Pin, pinOf } from "./pin";
import type { Report } from "./report";

const NOT_TRIED =
  "Not tried are the privileges Query, to list, verify, download, find a file again after a lost answer and remove it after a" +
  " lifetime, and Execute, to run programs.";

export interface GuestToTest {
  readonly connection: Connection;
  readonly vm: string;
  readonly patience: Patience;
  readonly hook: Hook | undefined;
  readonly tries: LoginTries;
  /** The pool of deployed connections with the same vCenter account. */
  readonly twin: Pool | undefined;
  /** Whether the messages of the deployed connection have this login, too. */
  readonly isDeployed: (credentials: GuestCredentials) => boolean;
}

/** The steps of a test in a guest and to its ESXi host. */
export class GuestSteps implements GuestProgress {
  readonly #report: Report;
  readonly #guest: GuestToTest;
  #tried: { readonly credentials: GuestCredentials; readonly count: LoginTry } | undefined;
  #target: TransferTarget | undefined;
  #path: string | undefined;

  constructor(report: Report, guest: GuestToTest) {
    this.#report = report;
    this.#guest = guest;
  }

  /** What fails is noted. */
  async run(deadline: Deadline): Promise<void> {
    const { pool } = this.#guest.connection;
    try {
      await checkGuest(pool, deadline.job(), this.#hosts, this.#place, this);
    } catch (error) {
      if (this.#path !== undefined) {
        this.#report.failed("transfer", error, await this.#pin(error));
      } else {
        this.#notCreated(error);
      }
    }
  }

  created(path: string): void {
    this.#path = shown(path);
    if (this.#tried !== undefined) {
      this.#tried.count.accepted();
      this.#tell(this.#tried.credentials);
    }
    this.#report.passed("guestLogin", "The guest has taken the login.");
    this.#report.passed("file", `${this.#path} was made in the guest.`);
    this.#report.open("removal", `${this.#path} is still being removed.`);
  }

  moved(bytes: number): void {
    this.#report.passed("transfer", `${bytes} bytes went to the ESXi host ${this.#target?.host ?? ""} and came back. ${NOT_TRIED}`);
  }

  removed(isGone: boolean): void {
    if (isGone) {
      this.#report.passed("removal", `${this.#path ?? ""} was removed.`);
    } else {
      this.#report.open("removal", `${this.#path ?? ""} may be left behind, for its deletion was not confirmed.`);
    }
  }

  get #where(): Pick<Place, "vm" | "loginName"> {
    const { connection, vm } = this.#guest;
    return { vm, loginName: loginNameOf(connection.id, undefined) };
  }

  get #place(): Place {
    const { connection, vm, patience, hook, tries } = this.#guest;
    const { server } = connection.pool;
    const credentialsFor = connection.logins.choose(undefined, hook, server);
    const credentials = async (): Promise<GuestCredentials> => {
      const chosen = await credentialsFor(vm);
      this.#tried = { credentials: chosen, count: tries.begin(guestLogin(server, { account: accountOf(chosen), fingerprint: fingerprintOf(chosen) })) };
      return chosen;
    };
    return { ...patience, ...this.#where, credentials, waitForTools: 0 };
  }

  /** Remembers where a transfer leads: its certificate may be one to be pinned. */
  get #hosts(): Hosts {
    const { hosts } = this.#guest.connection;
    const way = (target: TransferTarget): HostWay => {
      this.#target = target;
      return hosts.way(target);
    };
    return { server: hosts.server, way };
  }

  #notCreated(error: unknown): void {
    const subject = error instanceof VCenterError ? error.cause.subject : undefined;
    this.#tried?.count.failed(error);
    if (error instanceof VCenterError && subject === "guest-login" && this.#tried !== undefined) {
      this.#tell(this.#tried.credentials, error);
    }
    this.#report.failed(subject === "guest-login" || subject === "configuration" ? "guestLogin" : "file", error);
  }

  #tell(credentials: GuestCredentials, refusal?: VCenterError): void {
    const { twin, isDeployed } = this.#guest;
    const { vm, loginName } = this.#where;
    twin?.logins.told(credentials, vm, isDeployed(credentials) ? loginName : undefined, refusal);
  }

  async #pin(error: unknown): Promise<Pin | undefined> {
    const target = this.#target;
    if (target === undefined) {
      return undefined;
    }
    const way = this.#guest.connection.hosts.way(target);
    const unchecked = { ...way, tls: { ...way.tls, rejectUnauthorized: false }, fingerprints: [] };
    return pinOf(error, target.host, () => certificateOf(target.origin, (inspect) => createHostDispatcher({ ...unchecked, inspect })));
  }
}
