import { FaultList } from "./fault-list";
import { defaultSettings, type Settings } from "../model/settings";
import { Accounts } from "./accounts";
import { TestClock } from "./clock";
import { Inventory } from "./inventory";
import { Journal } from "./journal";
import { Pauses } from "./pauses";
import type { Endpoints } from "./endpoints";
import { Sessions } from "./sessions";
import { TransferLog } from "./transfer-log";
import { Transfers } from "./transfers";

export interface WorldOptions {
  /** Below it every VM gets a folder for its files. */
  folder: string;
  vms: number;
  seed: number | null;
}

/** All that the simulated vCenter knows. A reset makes everything in it new. */
export class World {
  readonly pauses = new Pauses();
  /** Known as soon as the simulator listens. */
  endpoints: Endpoints = { scheme: "https", mainPort: 0, esxiPort: 0 };
  readonly #options: WorldOptions;
  #resets = 0;
  settings!: Settings;
  clock!: TestClock;
  accounts!: Accounts;
  sessions!: Sessions;
  journal!: Journal;
  inventory!: Inventory;
  faults!: FaultList;
  transfers!: Transfers;
  transferLog!: TransferLog;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#build();
  }

  async reset(): Promise<void> {
    const old = this.inventory;
    this.#build();
    await old.close();
  }

  async close(): Promise<void> {
    this.pauses.end();
    await this.inventory.close();
  }

  #build(): void {
    const { folder, vms, seed } = this.#options;
    this.#resets += 1;
    this.settings = defaultSettings(seed);
    this.clock = new TestClock();
    this.accounts = new Accounts(this.clock, () => this.settings.lockout);
    this.sessions = new Sessions(this.clock, () => this.settings);
    this.journal = new Journal();
    this.faults = new FaultList();
    const now = (): number => this.clock.now();
    this.inventory = new Inventory(`${folder}/run-${String(this.#resets)}`, () => this.settings.seed, now);
    const { inventory } = this;
    this.transfers = new Transfers(this.clock, (machine) => inventory.find(machine.config.vm) === machine);
    this.transferLog = new TransferLog();
    addDefaultVms(inventory, vms);
  }
}

/** Two with Linux and one with Windows, and Linux again after that. */
function addDefaultVms(inventory: Inventory, count: number): void {
  for (let index = 0; index < count; index += 1) {
    inventory.addMany(1, index === 2 ? "WINDOWS" : "LINUX");
  }
}
