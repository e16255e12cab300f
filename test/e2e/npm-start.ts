import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "./server-process";
import { until } from "./until";

/** What `npm start` prints when all is up. */
export interface Printed {
  vm: string;
  path: string;
  editor: string;
  simulator: string;
  ca: string;
  curl: { url: string; body: URLSearchParams };
}

/** `npm start` as a user types it, with a temporary folder of its own, to see what is left there. */
export class NpmStart {
  output = "";
  /** The exit code, or the name of the signal that npm ended by. */
  readonly exited: Promise<number | string>;

  private constructor(
    readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exited = new Promise((resolve) => {
      child.once("close", (code: number | null, signal: string | null) => resolve(code ?? signal ?? ""));
    });
  }

  static async run(env: Record<string, string> = {}): Promise<NpmStart> {
    const folder = await mkdtemp(join(tmpdir(), "vcenter-guest-start-"));
    const outside = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_V8|^PORT$/i.test(name));
    const child = spawn("npm", ["start"], {
      cwd: repositoryRoot,
      env: { ...Object.fromEntries(outside), TMPDIR: folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, as a terminal makes one: Ctrl-C goes to the whole group.
      detached: true,
    });
    return new NpmStart(child, folder);
  }

  async printed(): Promise<Printed> {
    return await until("npm start", () => {
      if (this.child.exitCode !== null) {
        throw new Error(`npm start ended:\n${this.output}`);
      }
      return this.output.includes("Ctrl-C ends") ? this.#read() : undefined;
    }, { ms: 60_000 });
  }

  #read(): Printed {
    const find = (pattern: RegExp): string[] => {
      const match = pattern.exec(this.output);
      if (!match) {
        throw new Error(`Nothing like ${pattern.source} was printed:\n${this.output}`);
      }
      return match.slice(1);
    };
    const [vm = "", path = ""] = find(/^Created in (\S+): (.+)$/m);
    const [editor = ""] = find(/Editor +(http:\S+)/);
    const [simulator = "", ca = ""] = find(/Simulated vCenter +(https:\S+) \(CA: (.+)\)/);
    const [data = "", url = ""] = find(/(?: |^)curl -sS((?: -d \S+)+) (http:\S+)/);
    return { vm, path, editor, simulator, ca, curl: { url, body: new URLSearchParams(data.replaceAll(" -d ", "&")) } };
  }

  pressCtrlC(): void {
    process.kill(-(this.child.pid ?? 0), "SIGINT");
  }

  /** What was left in the temporary folder, caches of tools aside. */
  async leftovers(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => !/^tsx-|^node-compile-cache/.test(name));
  }

  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.pressCtrlC();
      await this.exited;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
