import type { GuestCredentials } from "../vcenter/client";
import type { Flight } from "../vcenter/flight";
import type { Operation } from "../vcenter/operations";
import type { Job } from "./job";
import type { Slot } from "./slot";

/** Where and as whom a job works, and its patience (milliseconds). */
export interface Place {
  readonly vm: string;
  /** Stands for the guest login while nobody has asked for it. */
  readonly loginName: string;
  /** Asked once, when the job has its turn. */
  readonly credentials: () => GuestCredentials | Promise<GuestCredentials>;
  /** From the arrival to the first attempt; Infinity: for ever. */
  readonly queueTimeout: number;
  /** From then to the end, without the time in which VMware Tools are waited for. */
  readonly timeout: number;
  readonly maxAttempts: number;
  /** How long VMware Tools of the VM may be not ready; 0: they are not waited for. */
  readonly waitForTools: number;
}

/** What a job is there for, and where. */
export interface Task {
  /** Whose requests are its attempts. */
  readonly operation: Operation;
  readonly place: Place;
}

/** A request to a guest, and what comes of it. */
export interface Work<T> {
  readonly operation: Operation;
  /** Sends it. Rejects with a VCenterError. */
  readonly send: (credentials: GuestCredentials, flight: Flight) => Promise<T>;
  /** Takes back what a request has made whose message has ended; for what nobody would find again. */
  readonly remove?: (result: T, credentials: GuestCredentials, job: Job, slot: Slot) => Promise<void>;
  /** What the request has made, in words; without it the result stands for itself. */
  readonly told?: (result: T) => string;
}
