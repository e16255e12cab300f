import { existsSync } from "node:fs";
import { join } from "node:path";
import type { NodeAPI } from "node-red";
import type { Entry } from "../guest/ledger/entry";
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

/** Why the ledger of a runtime, which is there, is not open; `undefined` if it is, or if there is none. */
export function troubleIn(RED: NodeAPI): string | undefined {
  return removals.get(RED.events)?.trouble;
}

/** What this runtime is to remove later. Nothing is opened before the first lifetime, unless a ledger is there. */
export class Removals {
  readonly #RED: NodeAPI;
  readonly #timings: Timings;
  #kept: Promise<Kept> | undefined;
  /** What was there before this process, until the log has told of it. */
  #leftover: readonly Entry[] | undefined;
  #trouble: string | undefined;
  /** Runs while the flows do. */
  #retry: NodeJS.Timeout | undefined;
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

  get trouble(): string | undefined {
    return this.#trouble;
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
    this.#trouble = undefined;
    this.#leftover ??= ledger.entries();
    this.#tell();
    return { ledger, sweeper };
  }

  readonly #started = (): void => {
    clearInterval(this.#retry);
    this.#retry = setInterval(() => {
      void (this.#kept === undefined && this.#resume());
    }, this.#timings.reopen).unref();
    void this.#resume();
  };

  /** Another process may have the ledger, and end: as the old one does when a container is replaced. */
  async #resume(): Promise<void> {
    try {
      const directory = stateDirectory(this.#RED);
      if (this.#kept !== undefined || (directory !== undefined && existsSync(join(directory, LEDGER_FILE)))) {
        (await this.#opened()).sweeper.start();
        this.#tell();
      }
    } catch (error) {
      this.#complain(error instanceof VCenterError ? error.message : "The ledger of files to be removed could not be read.");
    }
  }

  #complain(trouble: string): void {
    if (trouble !== this.#trouble) {
      this.#RED.log.warn(`${trouble} Until then nothing is removed in guests. It is tried again every ${this.#timings.reopen / 1000} s.`);
    }
    this.#trouble = trouble;
  }

  /** One warning at the start of the process counts what is left to remove, once the flows run. */
  #tell(): void {
    if (this.#retry === undefined) {
      return;
    }
    const entries = this.#leftover ?? [];
    this.#leftover = [];
    const gone = entries.filter((entry) => !isLive(this.#RED, entry)).length;
    // Of what has no path nobody knows whether it is there.
    const doubt = entries.every(({ path }) => path !== undefined) ? "" : ", or may be,";
    if (entries.length > 0) {
      this.#RED.log.warn(
        `${entries.length} temporary files or directories of before the start are${doubt} still to be removed in guests: what is overdue` +
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
    clearInterval(this.#retry);
    this.#retry = undefined;
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
