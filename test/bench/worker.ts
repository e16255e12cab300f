import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

type Answer = { readonly result: unknown } | { readonly error: string };

/** How long a program gets to end by itself, and to write its profile. */
const STOP_MS = 5_000;
const ANSWER_MS = 120_000;

const running = new Set<Worker>();

/** Ends all programs of the bench. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((worker) => worker.stop()));
}

/** A program of the bench, in a process of its own, that answers commands. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #gone = new AbortController();
  readonly #exited: Promise<void>;
  #log = "";

  private constructor(program: string, setup: object, nodeOptions: string[]) {
    this.#child = fork(join(__dirname, "programs", program), [JSON.stringify(setup)], {
      execArgv: nodeOptions,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Ctrl-C is for the bench, which then stops its programs.
      detached: process.platform !== "win32",
    });
    running.add(this);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.#log = (this.#log + chunk.toString()).slice(-2_000)));
    }
    this.#exited = new Promise((resolve) => {
      const end = (why: string): void => {
        running.delete(this);
        this.#gone.abort(new Error(`${program} ended (${why}):\n${this.#log}`));
        resolve();
      };
      this.#child.once("exit", (code, signal) => end(signal ?? `exit code ${code ?? "unknown"}`));
      this.#child.once("error", (error) => end(error.message));
    });
  }

  /** Starts a program and waits until it can be asked. */
  static async start(program: string, setup: object, nodeOptions: string[] = []): Promise<Worker> {
    const worker = new Worker(program, setup, nodeOptions);
    await worker.#answer(ANSWER_MS);
    return worker;
  }

  /** Gives a command, one at a time. */
  async ask<T>(name: string, options: object = {}, ms = ANSWER_MS): Promise<T> {
    const answer = this.#answer(ms);
    this.#child.send({ name, options });
    return (await answer) as T;
  }

  async stop(): Promise<void> {
    const late = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    if (this.#child.connected) {
      this.#child.disconnect();
    }
    await this.#exited;
    clearTimeout(late);
  }

  async #answer(ms: number): Promise<unknown> {
    const signal = AbortSignal.any([this.#gone.signal, AbortSignal.timeout(ms)]);
    const [answer] = (await once(this.#child, "message", { signal }).catch(() => {
      throw signal.reason;
    })) as [Answer];
    if ("error" in answer) {
      throw new Error(answer.error);
    }
    return answer.result;
  }
}
