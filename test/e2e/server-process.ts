import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export const repositoryRoot = join(__dirname, "..", "..");

/** How long a server gets to end by itself: logging out of vCenter may take 5 s. */
const stopMs = 8_000;

function withoutCoverage(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // What a server runs is not what is measured, and writing it down takes seconds.
  const { NODE_V8_COVERAGE: dropped, ...rest } = env;
  return rest;
}

/** A Node.js program that serves until it is stopped. */
export class ServerProcess {
  readonly #child: ChildProcess;
  #log = "";
  /** Settled when the process is gone, for whatever reason. */
  readonly exited: Promise<void>;

  constructor(script: string, args: string[], cwd = repositoryRoot, node = process.execPath) {
    this.#child = spawn(node, ["-r", join(__dirname, "lifeline.cjs"), script, ...args], {
      cwd,
      env: withoutCoverage(process.env),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Ctrl-C is for us, who then stop the server: else it would be gone before we know why.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    this.exited = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      // A program that could not be started has an error and no exit.
      this.#child.once("error", (error) => {
        this.#log += error.message;
        resolve();
      });
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.#log = (this.#log + chunk.toString()).slice(-200_000)));
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get log(): string {
    return this.#log;
  }

  get running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async stop(): Promise<void> {
    if (this.running) {
      const late = setTimeout(() => this.#child.kill("SIGKILL"), stopMs);
      this.#child.kill("SIGTERM");
      await this.exited;
      clearTimeout(late);
    }
  }
}
