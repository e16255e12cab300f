import { type Subject, VCenterError } from "../../vcenter/error";
import { Interrupted } from "../../vcenter/interrupted";
import { lookedForOperation } from "../../vcenter/operations";
import { shown } from "../../vcenter/text";
import type { Guest } from "../guest";
import { parentOf } from "../guest-path-text";
import { isMissing } from "../is-missing";
import type { Job } from "../job";
import type { Keeper } from "../ledger/keeper";
import { patternOf } from "../ledger/mark";
import type { Pool } from "../pool";
import { runJob } from "../run-job";
import type { TemporaryRequest } from "../temporary-request";
import type { Place } from "../work";
import { Homes } from "./homes";
import { type Doubt, inDoubt, nowhere, withoutSecrets } from "./in-doubt";
import { isNew } from "./is-new";
import { isNameable } from "./is-still-ours";
import { MarkedWork } from "./marked-work";
import { type Home, probe } from "./probe";
import { search } from "./search";

/** With whom a message puts on record what it creates, and when after a lost answer that is looked for (milliseconds). */
export interface Recovery {
  readonly keeper: Keeper;
  readonly looks: readonly number[];
}

export interface Recovered {
  readonly path: string;
  /** The answer was lost, and the path was found by looking. */
  readonly recovered?: true;
}

/** How often a directory that the guest chose may be gone. */
const MOST_HOMES = 2;

/** What failures are about that the next message may not have in the directory which it is given. */
const OF_DIRECTORY: readonly Subject[] = ["path", "permission"];

/**
 * As `createTemporary`, but where the answer to the creation is lost, what it made is looked for by the mark in its name:
 * a message gets one path, and what it does not get is removed. It needs to know the directory, so it asks the guest for its own.
 *
 * @throws VCenterError only; `data {parentPath, pattern}` of what may be there if the outcome is `unknown`.
 */
export function recoverTemporary(
  pool: Pool,
  job: Job,
  wanted: TemporaryRequest,
  place: Place,
  recovery: Recovery,
): Promise<Recovered> {
  const task = { operation: lookedForOperation(wanted.kind), place };
  return runJob(pool, job, task, (guest) => new Creation(guest, wanted, recovery).done());
}

class Creation {
  readonly #guest: Guest;
  readonly #wanted: TemporaryRequest;
  readonly #keeper: Keeper;
  readonly #looks: readonly number[];

  constructor(guest: Guest, wanted: TemporaryRequest, { keeper, looks }: Recovery) {
    this.#guest = guest;
    this.#wanted = wanted;
    this.#keeper = keeper;
    this.#looks = looks;
  }

  async done(): Promise<Recovered> {
    const { parentPath: directory } = this.#wanted;
    return directory === undefined ? this.#inDefault() : this.#in({ directory, owner: undefined });
  }

  /** The guest's own directory goes with a restart of VMware Tools, or in Windows with the profile of the login. */
  async #inDefault(): Promise<Recovered> {
    const homes = Homes.of(this.#guest.pool);
    for (let tries = 0; tries < MOST_HOMES; tries += 1) {
      const home = await homes.home(this.#guest, this.#keeper);
      try {
        return await this.#in(home);
      } catch (error) {
        if (!(error instanceof VCenterError) || !OF_DIRECTORY.includes(error.cause.subject)) {
          throw error;
        }
        homes.forget(this.#guest, home);
        if (!isMissing(error) || error.cause.outcome !== "not_done") {
          throw error;
        }
      }
    }
    return this.#anywhere();
  }

  /** Nobody knows where to look. */
  #anywhere(): Promise<Recovered> {
    return this.#created(this.#wanted, (_work, error) => Promise.reject(nowhere(error)));
  }

  /** @param lost the mark of a request before, of which nothing was found */
  #in(home: Home, lost: readonly string[] = []): Promise<Recovered> {
    const isNamed = this.#wanted.parentPath !== undefined || isNameable(home);
    const wanted = isNamed ? { ...this.#wanted, parentPath: home.directory } : this.#wanted;
    return this.#created(wanted, (work, error) => this.#recovered(work, home, lost, error));
  }

  /** @param afterLoss gives what a request has made whose answer was lost */
  async #created(
    wanted: TemporaryRequest,
    afterLoss: (work: MarkedWork, error: VCenterError) => Promise<Recovered>,
  ): Promise<Recovered> {
    const { pool, place } = this.#guest;
    const work = new MarkedWork(pool, wanted, place, this.#keeper);
    try {
      const path = await this.#answered(work);
      return path instanceof VCenterError ? await afterLoss(work, path) : await this.#delivered({ path }, work, wanted.parentPath);
    } catch (error) {
      const { parentPath } = wanted;
      const isChosen = parentPath !== undefined && parentPath !== this.#wanted.parentPath;
      throw isChosen && error instanceof VCenterError ? withoutSecrets(error, parentPath, work) : error;
    } finally {
      await work.left();
    }
  }

  /** The path, or the error that has left in doubt whether there is one. */
  async #answered(work: MarkedWork): Promise<string | VCenterError> {
    try {
      return await this.#guest.call(work);
    } catch (error) {
      if (error instanceof VCenterError && error.cause.outcome === "unknown") {
        return error;
      }
      throw error;
    }
  }

  async #delivered(found: Recovered, work: MarkedWork, directory: string | undefined): Promise<Recovered> {
    try {
      await work.delivered(found.path, this.#guest.job);
      return found;
    } catch (error) {
      const left = { directory: directory ?? parentOf(found.path), pattern: patternOf(work.marked) };
      throw inDoubt(error, this.#guest, left, "ended");
    }
  }

  async #recovered(work: MarkedWork, home: Home, lost: readonly string[], error: VCenterError): Promise<Recovered> {
    const { job } = this.#guest;
    const left = { directory: home.directory, pattern: patternOf(work.marked, lost) };
    const doubted = (thrown: unknown, doubt: Doubt): VCenterError => inDoubt(thrown, this.#guest, left, doubt);
    if (job.hasEnded) {
      throw doubted(error, "ended");
    }
    const found = await this.#asked(() => this.#found(work, home), (thrown) => doubted(thrown, "unread"));
    if ("path" in found) {
      return this.#delivered({ path: found.path, recovered: true }, work, home.directory);
    }
    if (found.doubt !== "absent" || lost.length > 0) {
      throw doubted(error, found.doubt);
    }
    await work.left();
    job.isInDoubt = true;
    return this.#in(home, [work.marked.mark]).catch((thrown: unknown) => {
      throw isNotDone(thrown) ? doubted(thrown, "repeat") : thrown;
    });
  }

  /** What fails in it is told in the words of the question. */
  async #asked<T>(question: () => Promise<T>, failed: (thrown: unknown) => VCenterError): Promise<T> {
    try {
      return await question();
    } catch (thrown) {
      throw failed(thrown);
    } finally {
      this.#guest.lead = undefined;
    }
  }

  async #found(work: MarkedWork, home: Home): Promise<{ readonly path: string } | { readonly doubt: Doubt }> {
    const directory = `"${shown(home.directory)}"`;
    this.#guest.lead = `The answer to the creation was lost, and the directory ${directory} could not be listed`;
    const found = await search(this.#guest, home.directory, work.marked, this.#looks);
    const [first] = found ?? [];
    if (found === undefined || first === undefined) {
      return { doubt: found === undefined ? "late" : "absent" };
    }
    this.#guest.lead = `The answer to the creation was lost, and whose it is that was found in ${directory} could not be asked`;
    const isTaken = found.length === 1 && (await isNew(this.#guest, this.#wanted.kind, first, () => this.#owner(home)));
    return isTaken === true ? { path: first.path } : { doubt: isTaken === undefined ? "unasked" : "foreign" };
  }

  /** Of a directory that was given nobody has asked before. */
  async #owner({ directory, owner }: Home): Promise<number | undefined> {
    return owner ?? (await probe(this.#guest, this.#keeper, directory)).owner;
  }
}

/** A further request that surely did nothing. */
function isNotDone(thrown: unknown): boolean {
  return thrown instanceof Interrupted || (thrown instanceof VCenterError && thrown.cause.outcome === "not_done");
}
