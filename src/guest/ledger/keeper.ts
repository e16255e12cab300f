import { errorFromException } from "../../vcenter/exception-error";
import type { Operation } from "../../vcenter/operations";
import type { TemporaryRequest } from "../temporary-request";
import { abandoned } from "./abandoned";
import type { Entry } from "./entry";
import type { Ledger } from "./ledger";
import { hasMark, type Marked, newMark } from "./mark";

/** Who creates what is to be removed, and when that is (milliseconds). */
export interface Keeping extends Pick<Entry, "server" | "connection"> {
  readonly ledger: Ledger;
  readonly login: string | undefined;
  /** None: what somebody has got the path of is not ours any more. */
  readonly lifetime: number | undefined;
  /** When after it was abandoned a mark is swept. */
  readonly sweeps: readonly number[];
}

/** Puts on record what is created in guests, so that it is removed when its time has come. */
export class Keeper {
  readonly #keeping: Keeping;

  constructor(keeping: Keeping) {
    this.#keeping = keeping;
  }

  /**
   * Before a request: it is durable that this may be there.
   *
   * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if the ledger cannot be written.
   */
  async intend({ kind, prefix, suffix, parentPath }: TemporaryRequest, vm: string): Promise<Kept> {
    const { ledger, server, connection, login, sweeps } = this.#keeping;
    // Of what nobody was told of before the end of the process: as if it was abandoned then.
    const lifetime = this.#keeping.lifetime ?? sweeps[0] ?? 0;
    const entry: Entry = {
      server,
      connection,
      ...(login !== undefined && { login }),
      vm,
      kind,
      ...(parentPath !== undefined && { parent: parentPath }),
      prefix,
      mark: newMark(),
      suffix,
      lifetime,
      due: Date.now() + lifetime,
    };
    await ledger.open();
    const kept = new Kept(ledger, entry, this.#keeping);
    await kept.begin();
    return kept;
  }
}

/** What may have been created by one request. */
export class Kept {
  readonly #ledger: Ledger;
  readonly #entry: Entry;
  readonly #isOurs: boolean;
  readonly #sweeps: readonly number[];
  #isOver = false;

  constructor(ledger: Ledger, entry: Entry, { lifetime, sweeps }: Pick<Keeping, "lifetime" | "sweeps">) {
    this.#ledger = ledger;
    this.#entry = entry;
    this.#isOurs = lifetime !== undefined;
    this.#sweeps = sweeps;
  }

  /** What the name is to begin with. */
  get prefix(): string {
    return this.#entry.prefix + this.#entry.mark;
  }

  get marked(): Marked {
    return this.#entry;
  }

  async begin(): Promise<void> {
    this.#ledger.hold(this.#entry.mark);
    try {
      await this.#ledger.put(this.#entry);
    } catch (error) {
      await this.#end();
      throw error;
    }
  }

  /** The answer to the request, once it is on record too. What was surely not done leaves no entry. */
  async settled(answer: Promise<string>, operation: Operation): Promise<string> {
    try {
      const path = await answer;
      await this.#created(path);
      return path;
    } catch (thrown) {
      const { vm, server } = this.#entry;
      if (errorFromException(thrown, { operation, vm, server }).cause.outcome === "not_done") {
        await this.#ledger.remove(this.#entry.mark);
      }
      throw thrown;
    } finally {
      await this.#end();
    }
  }

  /** It is not there any more, or was never made. */
  async removed(): Promise<void> {
    await this.#ledger.remove(this.#entry.mark);
    await this.#end();
  }

  /**
   * Somebody gets its path: without a lifetime nobody here may remove it from then on.
   *
   * @param isNobodys whether nobody gets it after all, asked when it is durable
   * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if that cannot be written.
   */
  async delivered(path: string, isNobodys: () => boolean): Promise<void> {
    await (this.#isOurs ? this.#created(path) : this.#ledger.drop(this.#entry.mark));
    await (isNobodys() ? this.abandoned() : this.#end());
  }

  /** Nobody gets its path, unless that is settled already. What there is of it is swept; if that cannot be written, the intent stands. */
  async abandoned(): Promise<void> {
    const entry = abandoned(this.#entry, this.#sweeps);
    await (entry !== undefined && !this.#isOver && this.#ledger.put(entry).catch(() => undefined));
    await this.#end();
  }

  /**
   * A name without the mark is nothing that may be deleted by itself. If the path cannot be written, the intent stands,
   * by which it is found again.
   */
  async #created(path: string): Promise<void> {
    if (hasMark(path, this.#entry)) {
      const due = Date.now() + this.#entry.lifetime;
      await this.#ledger.put({ ...this.#entry, path, due }).catch(() => undefined);
    }
  }

  async #end(): Promise<void> {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#ledger.release(this.#entry.mark);
      await this.#ledger.close();
    }
  }
}
