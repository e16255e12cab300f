import type { GuestCredentials } from "../../vcenter/client";
import { errorFromException } from "../../vcenter/exception-error";
import type { Flight } from "../../vcenter/flight";
import { Interrupted } from "../../vcenter/interrupted";
import { lookedForOperation, type Operation } from "../../vcenter/operations";
import type { Redact } from "../../vcenter/redact";
import { shown } from "../../vcenter/text";
import { temporaryWork } from "../create-temporary";
import type { Job } from "../job";
import type { Keeper, Kept } from "../ledger/keeper";
import type { Marked } from "../ledger/mark";
import type { Pool } from "../pool";
import type { Naming } from "../remove-path";
import type { Slot } from "../slot";
import type { TemporaryRequest } from "../temporary-request";
import type { Place, Work } from "../work";

/** A creation whose requests have a mark each, on record before they are sent: what became of the last one is settled by its user. */
export class MarkedWork implements Work<string> {
  readonly #pool: Pool;
  readonly #wanted: TemporaryRequest;
  readonly #place: Place;
  readonly #keeper: Keeper;
  readonly #lead: string | undefined;
  /** Of the last request, unless that surely did nothing. */
  #kept: Kept | undefined;
  #redact: Redact = (text) => text;
  #isUnderWay = false;
  #isLeft = false;

  /** @param lead how the sentence of a failure begins, if not with what is wanted */
  constructor(pool: Pool, wanted: TemporaryRequest, place: Place, keeper: Keeper, lead?: string) {
    this.#pool = pool;
    this.#wanted = wanted;
    this.#place = place;
    this.#keeper = keeper;
    this.#lead = lead;
  }

  get operation(): Operation {
    return this.#work(this.#wanted.prefix).operation;
  }

  /** What the name consists of that the last request asked for. */
  get marked(): Marked {
    return this.#sent.marked;
  }

  /** What the names of all begin and end with that is made for it. */
  get naming(): Naming {
    return { prefix: this.#sent.prefix, suffix: this.#wanted.suffix };
  }

  /** A text that tells of a path which the guest chose, without the secrets that may have been put into that. */
  redacted(text: string, path: string): string {
    const safe = this.#redact(path);
    return safe === path ? text : text.replaceAll(path, safe).replaceAll(shown(path), shown(safe));
  }

  readonly send = async (credentials: GuestCredentials, flight: Flight): Promise<string> => {
    const { vm } = this.#place;
    const kept = await this.#keeper.intend(this.#wanted, vm);
    this.#kept = kept;
    this.#redact = (text) => flight.redact(text);
    this.#isUnderWay = true;
    try {
      return await this.#work(kept.prefix).send(credentials, flight);
    } catch (thrown) {
      if (errorFromException(thrown, { operation: this.operation, vm, server: this.#pool.server }).cause.outcome === "not_done") {
        this.#kept = undefined;
        await kept.removed();
      }
      throw thrown;
    } finally {
      this.#isUnderWay = false;
      await (this.#isLeft && kept.abandoned());
    }
  };

  /** It came too late: its message has ended. */
  readonly remove = async (path: string, credentials: GuestCredentials, job: Job, slot: Slot): Promise<void> => {
    await this.#work(this.#wanted.prefix).remove?.(path, credentials, job, slot);
    await this.removed();
  };

  /** The path goes to somebody. @throws as `Kept.delivered`; Interrupted if the job's node has closed: then nobody gets it. */
  async delivered(path: string, job: Job): Promise<void> {
    await this.#sent.delivered(path, () => job.closedAt !== undefined);
    if (job.closedAt !== undefined) {
      throw new Interrupted("CLOSED", true);
    }
  }

  /** What it has made is not there any more. */
  async removed(): Promise<void> {
    await this.#sent.removed();
  }

  /** Nobody waits for it any more: what is not settled is abandoned, once its request is not under way. */
  async left(): Promise<void> {
    this.#isLeft = true;
    await (!this.#isUnderWay && this.#kept?.abandoned());
  }

  get #sent(): Kept {
    if (this.#kept === undefined) {
      throw new Error("Nothing was sent that may have been done.");
    }
    return this.#kept;
  }

  #work(prefix: string): Work<string> {
    const operation = lookedForOperation(this.#wanted.kind);
    const told = this.#lead === undefined ? operation : { ...operation, lead: this.#lead };
    return temporaryWork(this.#pool, { ...this.#wanted, prefix }, this.#place, told);
  }
}
