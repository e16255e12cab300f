import { existsSync } from "node:fs";
import { join } from "node:path";
import type { NodeAPI } from "node-red";
import { type Ledger, LEDGER_FILE } from "../guest/ledger/ledger";
import { ledgerIn } from "../guest/ledger/ledgers";
import { TIMINGS, type Timings } from "../guest/ledger/pauses";
import { Sweeper } from "../guest/ledger/sweeper";
import { invalid, VCenterError } from "../vcenter/error";
import { isLive, remover } from "./remover";
import { stateDirectory } from "./state-dir";

/** An open ledger, and who removes what is due in it. */
export interface Kept {
  readonly ledger: Ledger;
  readonly sweeper: Sweeper;
}

/** Node-RED loads a module again when it was removed and installed: the new one takes the place of the old one. */
const removals = new WeakMap<object, Removals>();

/** The ledger of a runtime, if it is open. */
export async function keptIn(RED: NodeAPI): Promise<Kept | undefined> {
  return removals.get(RED.events)?.kept?.catch(() => undefined);
}

/** What this runtime is to remove later. Nothing is opened before the first lifetime, unless a ledger is there. */
export class Removals {
  readonly #RED: NodeAPI;
  readonly #timings: Timings;
  #kept: Promise<Kept> | undefined;
  #isWarned = false;
  readonly #sweepers = new WeakMap<Ledger, Sweeper>();

  constructor(RED: NodeAPI, timings: Timings = TIMINGS) {
    this.#RED = RED;
    this.#timings = timings;
    removals.get(RED.events)?.dispose();
    removals.set(RED.events, this);
    RED.events.on("flows:started", this.#started);
    RED.events.on("flows:stopping", this.#stopping);
    RED.events.on("flows:stopped", this.#stopped);
  }

  dispose(): void {
    this.#RED.events.off("flows:started", this.#started);
    this.#RED.events.off("flows:stopping", this.#stopping);
    this.#RED.events.off("flows:stopped", this.#stopped);
    this.#stopped();
  }

  /**
   * The ledger, which can be written.
   *
   * @throws VCenterError INVALID_ARGUMENT, subject `configuration`, if there is none.
   */
  async ledger(): Promise<Ledger> {
    const { ledger } = await this.#opened();
    await ledger.checkWritable();
    return ledger;
  }

  /** The ledger if it is open. */
  get kept(): Promise<Kept> | undefined {
    return this.#kept;
  }

  #opened(): Promise<Kept> {
    const opening = (this.#kept ??= this.#open());
    opening.catch(() => {
      this.#kept = this.#kept === opening ? undefined : this.#kept;
    });
    return opening;
  }

  async #open(): Promise<Kept> {
    const directory = stateDirectory(this.#RED);
    if (directory === undefined) {
      throw invalid(
        "configuration",
        "There is no directory for the ledger of files to be removed. Set vcenterConnectionStateDir in settings.js.",
      );
    }
    const ledger = ledgerIn(directory);
    await ledger.open();
    const sweeper = this.#sweepers.get(ledger) ?? new Sweeper(ledger, remover(this.#RED), this.#timings);
    if (!this.#sweepers.has(ledger)) {
      this.#sweepers.set(ledger, sweeper);
      sweeper.rest();
    }
    sweeper.start();
    return { ledger, sweeper };
  }

  readonly #started = (): void => {
    void this.#resume();
  };

  /** One warning at the start of the process counts what is left to remove. */
  async #resume(): Promise<void> {
    try {
      const directory = stateDirectory(this.#RED);
      if (this.#kept !== undefined) {
        (await this.#kept).sweeper.start();
      } else if (directory !== undefined && existsSync(join(directory, LEDGER_FILE))) {
        const isFirst = !this.#isWarned;
        const { ledger } = await this.#opened();
        this.#isWarned = true;
        this.#warn(isFirst ? ledger : undefined);
      }
    } catch (error) {
      this.#RED.log.warn(error instanceof VCenterError ? error.message : "The ledger of files to be removed could not be read.");
    }
  }

  #warn(ledger: Ledger | undefined): void {
    const entries = ledger?.entries() ?? [];
    const gone = entries.filter((entry) => !isLive(this.#RED, entry)).length;
    if (entries.length > 0) {
      this.#RED.log.warn(
        `${entries.length} temporary files or directories of before the start are still to be removed in guests: what is overdue` +
          ` ${this.#timings.afterStart / 1000} s after the start, the others when they are due.` +
          (gone === 0 ? "" : ` The connection of ${gone} of them is not there, so those stay: bring it back, or remove them by hand.`) +
          " GET /vcenter-guest/ledger of the editor's address lists them.",
      );
    }
  }

  readonly #stopping = (): void => {
    void this.#kept?.then(({ sweeper }) => sweeper.stop()).catch(() => undefined);
  };

  /** Nodes that have just closed have nothing more to write. */
  readonly #stopped = (): void => {
    const kept = this.#kept;
    this.#kept = undefined;
    void kept
      ?.then(async ({ ledger, sweeper }) => {
        await sweeper.stop();
        await ledger.close();
      })
      .catch(() => undefined);
  };
}
