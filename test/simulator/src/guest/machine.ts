import { defaultGuestUser, type GuestUser, newGuestUser } from "../model/guest-user";
import type { Random } from "../model/random";
import type { VmConfig } from "../model/vm";
import { BlobStore } from "./blob-store";
import { FileTree } from "./file-tree";
import { pathRules } from "./path-rules";
import { ProcessTable } from "./processes/process-table";
import { buildHome, buildSkeleton } from "./skeleton";
import { ToolsRun } from "./tools-run";
import { Turn } from "./turn";

/** One VM with the guest in it. Its files come into being when they are first asked for: a VM costs little. */
export class Machine {
  readonly config: VmConfig;
  readonly turn = new Turn();
  readonly processes: ProcessTable;
  random: Random;
  readonly #store: BlobStore;
  readonly #now: () => number;
  readonly #users = new Map<string, GuestUser>();
  readonly #refusals = new Map<GuestUser, number>();
  #tools: ToolsRun;
  #urlGeneration = 0;
  #files: Promise<FileTree> | null = null;

  constructor(config: VmConfig, folder: string, random: Random, now: () => number) {
    this.config = config;
    this.#now = now;
    this.random = random;
    this.processes = new ProcessTable(config.family);
    this.#store = new BlobStore(folder);
    this.#tools = new ToolsRun(random, null);
    const user = defaultGuestUser(config.family);
    this.#users.set(this.#userKey(user.name), user);
  }

  get tools(): ToolsRun {
    return this.#tools;
  }

  /** Grows whenever all transfer URLs die: CONTRACT.md section 5. */
  get urlGeneration(): number {
    return this.#urlGeneration;
  }

  get users(): GuestUser[] {
    return [...this.#users.values()];
  }

  user(name: string): GuestUser | null {
    return this.#users.get(this.#userKey(name)) ?? null;
  }

  /** Do the two names mean the same user? */
  isSameUser(one: string, other: string): boolean {
    return this.#userKey(one) === this.#userKey(other);
  }

  async files(): Promise<FileTree> {
    this.#files ??= this.#build();
    return this.#files;
  }

  /** Tools start anew when they come back, and when the guest boots. */
  configure(change: Partial<VmConfig>): void {
    const toolsCome = change.tools === "running" && this.config.tools !== "running";
    const boots = change.power_state === "POWERED_ON" && this.config.power_state === "POWERED_OFF";
    this.#urlGeneration += endsTransfers(this.config, change) ? 1 : 0;
    const { tools_conf, privileges } = this.config;
    Object.assign(this.config, change, {
      tools_conf: { ...tools_conf, ...change.tools_conf },
      privileges: { ...privileges, ...change.privileges },
    });
    if (toolsCome || boots) {
      this.#tools = new ToolsRun(this.random, this.#tools);
      this.processes.forgetEnded();
    }
    if (change.power_state === "POWERED_OFF") {
      this.processes.endAll();
    }
  }

  async putUser(name: string, change: Partial<GuestUser>): Promise<GuestUser> {
    const known = this.user(name);
    const user = known ?? newGuestUser(name, this.config.family, this.users);
    const homeChanges = known === null || (change.home !== undefined && change.home !== user.home);
    Object.assign(user, change);
    this.forgetRefusals(user);
    this.#users.set(this.#userKey(name), user);
    if (homeChanges && this.#files !== null) {
      await buildHome(await this.#files, user);
    }
    return user;
  }

  /** After so many refusals in a row the guest locks the account; 0: never. */
  countRefusal(name: string, limit: number): void {
    const user = this.user(name);
    if (user === null || limit === 0) {
      return;
    }
    const refusals = (this.#refusals.get(user) ?? 0) + 1;
    this.#refusals.set(user, refusals);
    user.locked ||= refusals >= limit;
  }

  forgetRefusals(user: GuestUser): void {
    this.#refusals.delete(user);
  }

  async close(): Promise<void> {
    this.processes.endAll();
    await this.#store.removeAll();
  }

  async #build(): Promise<FileTree> {
    const tree = new FileTree(pathRules(this.config.family), this.#store, this.#now);
    await buildSkeleton(tree);
    for (const user of this.users) {
      await buildHome(tree, user);
    }
    return tree;
  }

  #userKey(name: string): string {
    return this.config.family === "WINDOWS" ? name.toLowerCase() : name;
  }
}

/** Powered off or suspended, or moved to another host. */
function endsTransfers({ power_state, host }: VmConfig, change: Partial<VmConfig>): boolean {
  const stops = power_state === "POWERED_ON" && (change.power_state ?? power_state) !== "POWERED_ON";
  return stops || (change.host ?? host) !== host;
}
