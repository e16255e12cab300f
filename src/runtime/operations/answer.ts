import type { Bounded } from "../bounded";

/** What `GET /vcenter-guest/operations` answers, as the editor's tab reads it. Times are milliseconds since 1970. */
export interface OperationsAnswer {
  readonly now: number;
  readonly connections: Bounded<ConnectionView>;
  /** How many entries the ledger has, and how many of them could not be removed when they were due. */
  readonly ledger: { readonly count: number; readonly failing: number };
}

export interface ConnectionHead {
  readonly id: string;
  readonly name: string;
  /** Why it cannot be used, as a sentence; then nothing else of it is known. */
  readonly problem?: string;
  readonly server?: string;
  readonly login?: LoginView;
  /** Only while vCenter does not answer. */
  readonly outage?: OutageView;
  readonly jobs?: JobsView;
  /** Of the last 15 minutes. */
  readonly totals: Record<Counted, number>;
}

export interface ConnectionView extends ConnectionHead {
  /** The last 15 minutes in steps of 15 s, the oldest first; missing if there is no room for it. */
  readonly plots?: Record<Counted, readonly number[]>;
  readonly guestLogins: Bounded<GuestLoginView>;
  readonly failures: Bounded<FailureView>;
  readonly vms: Bounded<VmView>;
}

export type Counted = "messages" | "failures" | "calls";

export interface LoginView {
  readonly state: "never" | "trying" | "signedIn" | "signedOut" | "refused" | "sessionLimit";
  /** Since when there is a session. */
  readonly since?: number;
  /** When a refused login is tried again; missing if by the next message. */
  readonly retryAt?: string;
  readonly sentence?: string;
}

export interface OutageView {
  readonly since: number;
  /** Missing while it is asked, or if it is asked when a message waits. */
  readonly nextProbe?: number;
  /** A clause. */
  readonly why?: string;
}

/** Of all connections that share the session. */
export interface JobsView {
  readonly running: number;
  /** For their turn. */
  readonly waiting: number;
  readonly waitingForTools: number;
}

export interface VmView {
  readonly vm: string;
  readonly running: number;
  readonly waiting: number;
}

/** A guest login that was refused. */
export interface GuestLoginView {
  /** Missing: on all VMs. */
  readonly vm?: string;
  /** The id of the connection whose login it is: another one may share the session. */
  readonly connection: string;
  /** The name of the login; empty for the connection's own. */
  readonly login: string;
  /** Missing if it is tried by the next message. */
  readonly retryAt?: string;
  readonly sentence: string;
}

export interface FailureView {
  readonly at: number;
  readonly node: { readonly id: string; readonly type: string; readonly name: string };
  readonly vm?: string;
  readonly operation?: string;
  readonly code: string;
  readonly subject: string;
  readonly outcome: string;
  /** What failed, where, and what to do. */
  readonly sentence: string;
}
