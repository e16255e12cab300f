import { performance } from "node:perf_hooks";
import { VCenterError } from "../vcenter/error";
import { Interrupted } from "../vcenter/interrupted";
import type { Job } from "./job";

/** vCenter does not answer anybody at present, so the request was not sent. */
export class Unreachable extends Error {}

const FAILURES = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Holds everything back while vCenter does not answer, and asks for it with one small request at a time. */
export class Breaker {
  readonly #probed: () => Promise<string | undefined>;
  readonly #changed: () => void;
  readonly #isAwaited: () => boolean;
  readonly #waiting = new Set<() => void>();
  #failures = 0;
  #lastFailure: VCenterError | undefined;
  #openedAt: number | undefined;
  #outage: string | undefined;
  /** Before the next probe. A vCenter that answers probes only does not begin anew. */
  #pause = FIRST_PAUSE_MS;
  /** Due, but nobody waits for the answer. */
  #isDue = false;
  #probing: Promise<void> | undefined;
  #nextProbe: number | undefined;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param probed why vCenter does not answer, `undefined` if it does; never rejects
   * @param changed called when it has opened or closed
   * @param isAwaited whether somebody else than the jobs in {@link passage} waits for it to close
   */
  constructor(probed: () => Promise<string | undefined>, changed: () => void, isAwaited: () => boolean) {
    this.#probed = probed;
    this.#changed = changed;
    this.#isAwaited = isAwaited;
  }

  get isOpen(): boolean {
    return this.#openedAt !== undefined;
  }

  /** When it opened, on the monotonic clock; `undefined` if it is closed. */
  get openedAt(): number | undefined {
    return this.#openedAt;
  }

  /** Why vCenter did not answer the last probe, as a clause; `undefined` if there was none. */
  get outage(): string | undefined {
    return this.#outage;
  }

  /** When it asks vCenter next, on the monotonic clock; `undefined` while it asks, or until a message waits. */
  get nextProbe(): number | undefined {
    return this.#nextProbe;
  }

  /** Asks vCenter now. @returns why it does not answer, as a clause; `undefined` if it does. */
  async probeNow(): Promise<string | undefined> {
    if (this.isOpen) {
      clearTimeout(this.#timer);
      await this.#probe();
    }
    return this.isOpen ? this.#outage : undefined;
  }

  /** A request, from whose end it learns whether vCenter answers. */
  async watched<T>(request: Promise<T>): Promise<T> {
    try {
      const result = await request;
      this.#answered();
      return result;
    } catch (error) {
      if (error instanceof VCenterError) {
        this.#failed(error);
      }
      throw error;
    }
  }

  /** A request was not answered in the time of its job. */
  silence(): void {
    this.#failures += 1;
    if (this.#failures >= FAILURES && !this.isOpen) {
      this.#open();
    }
  }

  /**
   * Waits while it is open.
   *
   * @throws Unreachable if the job's time is over meanwhile; Interrupted if it ends otherwise.
   */
  async passage(job: Job): Promise<void> {
    if (!this.isOpen) {
      return;
    }
    try {
      await job.wait<undefined>((resolve) => {
        const pass = (): void => {
          resolve(undefined);
        };
        this.#waiting.add(pass);
        this.await();
        return () => this.#waiting.delete(pass);
      });
    } catch (error) {
      throw error instanceof Interrupted && error.reason === "TIMED_OUT" ? new Unreachable() : error;
    }
  }

  /** Somebody has begun to wait for it to close. */
  await(): void {
    if (this.#isDue) {
      this.#isDue = false;
      void this.#probe();
    }
  }

  /** The end of its pool. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#isDue = false;
  }

  /** vCenter has answered a request. */
  #answered(): void {
    this.#failures = 0;
    this.#pause = FIRST_PAUSE_MS;
    if (this.isOpen) {
      this.#close();
    }
  }

  /** A request has failed. An error that several jobs share counts once. */
  #failed(error: VCenterError): void {
    if (isOutage(error)) {
      if (error !== this.#lastFailure) {
        this.#lastFailure = error;
        this.silence();
      }
    } else if (error.cause.status !== undefined) {
      this.#answered();
    }
  }

  #open(): void {
    this.#openedAt = performance.now();
    this.#outage = undefined;
    this.#probeLater();
    this.#changed();
  }

  #probeLater(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) {
      return;
    }
    this.#nextProbe = performance.now() + this.#pause;
    this.#timer = setTimeout(() => {
      this.#nextProbe = undefined;
      if (this.#waiting.size > 0 || this.#isAwaited()) {
        void this.#probe();
      } else {
        this.#isDue = true;
      }
    }, this.#pause);
  }

  /** One at a time: it may outlive an opening, and then tells of the next one. */
  #probe(): Promise<void> {
    this.#nextProbe = undefined;
    this.#probing ??= this.#ask().finally(() => (this.#probing = undefined));
    return this.#probing;
  }

  async #ask(): Promise<void> {
    const outage = await this.#probed();
    if (!this.isOpen) {
      return;
    }
    this.#outage = outage;
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    if (outage === undefined) {
      this.#close();
    } else {
      this.#probeLater();
    }
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#isDue = false;
    this.#nextProbe = undefined;
    this.#openedAt = undefined;
    this.#failures = 0;
    for (const pass of this.#waiting) {
      pass();
    }
    this.#waiting.clear();
    this.#changed();
  }
}

/** No connection, no such name, silence, or a gateway that speaks for a vCenter which does not. */
function isOutage({ code, cause: { status, messages, outcome, retryable } }: VCenterError): boolean {
  if (status === undefined) {
    return code === "TIMED_OUT" || (code === "RESOURCE_INACCESSIBLE" && outcome === "not_done" && retryable);
  }
  return status >= 502 && status <= 504 && messages === undefined;
}
