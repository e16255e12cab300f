import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Entry } from "../../src/guest/ledger/entry";
import type { Timings } from "../../src/guest/ledger/pauses";
import type { Lab, Setup } from "./lab";

/** Short ones: what takes minutes in production is over before a test looks. */
export const SOON: Timings = { afterStart: 50, firstPause: 20, longestPause: 40, vmMissing: 86_400_000, secondSearch: 20, looks: [10, 40, 80], sweeps: [60, 120, 180], patience: 20_000, look: 5, reopen: 60_000 };

/** A tenth of a second, in minutes. */
export const SHORT = "0.0017";

export type LedgerLine = Partial<Entry> & { readonly state: string; readonly mark: string };

/** A state directory of its own for each test. */
export class StateDir {
  path = "";

  get file(): string {
    return join(this.path, "state", "ledger.jsonl");
  }

  get settings(): object {
    return { vcenterConnectionStateDir: join(this.path, "state") };
  }

  async make(): Promise<void> {
    this.path = await mkdtemp(join(tmpdir(), "vcenter-guest-state-"));
  }

  async remove(): Promise<void> {
    await this.released();
    // A runtime that was to be killed may write until it notices.
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Until no runtime has the ledger any more. */
  async released(): Promise<void> {
    while (existsSync(join(this.path, "state", "ledger.lock"))) {
      await pause(5);
    }
  }

  async lines(): Promise<LedgerLine[]> {
    const text = await readFile(this.file, "utf8");
    return text.split("\n").slice(0, -1).map((line) => JSON.parse(line) as LedgerLine);
  }

  /** What is open in the file. */
  async open(): Promise<LedgerLine[]> {
    const open = new Map<string, LedgerLine>();
    for (const line of await this.lines()) {
      if (line.state === "closed") {
        open.delete(line.mark);
      } else {
        open.set(line.mark, line);
      }
    }
    return [...open.values()];
  }

  /** Waits until so many entries are open. */
  async count(wanted: number): Promise<void> {
    while ((await this.open()).length !== wanted) {
      await pause(5);
    }
  }
}

/** Where tests create what is removed. */
export const DIRECTORY = "/tmp/kept";

/** For each test of a suite, a state directory, short times, and {@link DIRECTORY} in these VMs. */
export function ledgerSuite(lab: Lab, vms = ["vm-42"]): StateDir {
  const state = new StateDir();
  beforeEach(async () => {
    lab.red.timings = SOON;
    await state.make();
    for (const vm of vms) {
      await lab.simulator.control("PUT", `/vms/${vm}/files`, { path: DIRECTORY, type: "DIRECTORY", owner: "worker", mode: "0755" });
    }
  });
  afterEach(async () => {
    await lab.red.unload();
    await state.remove();
  });
  return state;
}

/** The usual flow, but what it creates is removed after a lifetime. */
export function keeping(state: StateDir, lifetime = SHORT, { tempFile, settings, ...setup }: Setup = {}): Setup {
  return { ...setup, tempFile: { removal: "lifetime", lifetime, ...tempFile }, settings: { ...state.settings, ...settings } };
}

/** The usual flow, but it looks for what it created when the answer was lost. */
export function recovering(state: StateDir, { tempFile, settings, ...setup }: Setup = {}): Setup {
  return { ...setup, tempFile: { recover: true, ...tempFile }, settings: { ...state.settings, ...settings } };
}

/** An entry that is due, of a Node-RED that was stopped; the next one finds it. @returns its path. */
export async function overdue(lab: Lab, state: StateDir, change: (entry: LedgerLine) => object = () => ({})): Promise<string> {
  await lab.load(keeping(state, "60"));
  const path = await lab.path({ payload: { vm: "vm-42", parent_path: DIRECTORY } });
  await lab.red.unload();
  await state.released();
  const [entry] = await state.open();
  await writeFile(state.file, `${JSON.stringify({ ...entry!, due: Date.now(), ...change(entry!) })}\n`);
  return path;
}

/** As a new start of Node-RED. */
export async function restart(lab: Lab, state: StateDir, setup: Setup): Promise<void> {
  await lab.red.unload();
  await state.released();
  await lab.load(setup);
}

/** The names in a directory of a guest. */
export async function names(lab: Lab, path: string, vm = "vm-42"): Promise<string[]> {
  return (await lab.simulator.file(vm, path)).entries ?? [];
}
