import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { descendants, isAlive, type Process } from "./processes";
import { repositoryRoot } from "./server-process";
import { until } from "./until";

/** npm as a user types it in a terminal, with a temporary folder of its own, to see what is left there. */
export class NpmRun {
  output = "";
  #seen: Process[] = [];
  /** The exit code, or the name of the signal that npm ended by. */
  readonly exited: Promise<number | string>;

  private constructor(
    readonly npm: ChildProcess,
    private readonly folder: string,
  ) {
    for (const stream of [npm.stdout, npm.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exited = new Promise((resolve) => {
      npm.once("close", (code: number | null, signal: string | null) => resolve(code ?? signal ?? ""));
    });
  }

  static async start(args: string[], env: Record<string, string> = {}): Promise<NpmRun> {
    const folder = await mkdtemp(join(tmpdir(), "vcenter-guest-npm-"));
    const outside = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_V8|^PORT$/i.test(name));
    const npm = spawn("npm", args, {
      cwd: repositoryRoot,
      env: { ...Object.fromEntries(outside), TMPDIR: folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, as a terminal makes one: Ctrl-C goes to the whole group.
      detached: true,
    });
    return new NpmRun(npm, folder);
  }

  get #pid(): number {
    if (this.npm.pid === undefined) {
      throw new Error("npm was not started");
    }
    return this.npm.pid;
  }

  /** Waits until a text was printed. */
  async printed(text: RegExp): Promise<RegExpExecArray> {
    const ask = (): RegExpExecArray | undefined => {
      if (this.npm.exitCode !== null) {
        throw new Error(`npm ended:\n${this.output}`);
      }
      return text.exec(this.output) ?? undefined;
    };
    return await until(`npm to print ${text.source}`, ask, { ms: 200_000 });
  }

  /** All that runs below npm. */
  processes(): Process[] {
    this.#seen = descendants(this.#pid);
    return this.#seen;
  }

  pressCtrlC(): void {
    process.kill(-this.#pid, "SIGINT");
  }

  /** What was left in the temporary folder, caches of tools aside. */
  async leftovers(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => !/^tsx-|^node-compile-cache/.test(name));
  }

  async end(): Promise<void> {
    if (this.npm.exitCode === null && this.npm.signalCode === null) {
      this.pressCtrlC();
      await once(this.npm, "exit");
    }
    // A test that failed because something stays alive leaves it to nobody.
    this.#seen.filter(({ pid }) => isAlive(pid)).forEach(({ pid }) => process.kill(pid, "SIGKILL"));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Waits until processes are gone, at most 10 s: as long as a user who has pressed Ctrl-C should wait. */
export async function allGone(processes: Process[]): Promise<void> {
  const areGone = (): true | undefined => (processes.some(({ pid }) => isAlive(pid)) ? undefined : true);
  await until("every process to end", areGone, { ms: 10_000 });
}
