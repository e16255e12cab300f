import { errorFromException } from "../../vcenter/exception-error";
import type { Operation } from "../../vcenter/operations";
import type { TemporaryRequest } from "../temporary-request";
import type { Entry } from "./entry";
import type { Ledger } from "./ledger";
import { hasMark, newMark } from "./mark";

/** Who creates what is to be removed, and how long it lives (milliseconds). */
export interface Keeping extends Pick<Entry, "server" | "connection" | "lifetime"> {
  readonly ledger: Ledger;
  readonly login: string | undefined;
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
    const { ledger, server, connection, login, lifetime } = this.#keeping;
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
    const kept = new Kept(ledger, entry);
    await kept.begin();
    return kept;
  }
}

/** What may have been created by one request. */
export class Kept {
  readonly #ledger: Ledger;
  readonly #entry: Entry;

  constructor(ledger: Ledger, entry: Entry) {
    this.#ledger = ledger;
    this.#entry = entry;
  }

  /** What the name is to begin with. */
  get prefix(): string {
    return this.#entry.prefix + this.#entry.mark;
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

  /** It is not there any more. */
  removed(): Promise<void> {
    return this.#ledger.remove(this.#entry.mark);
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
    this.#ledger.release(this.#entry.mark);
    await this.#ledger.close();
  }
}
