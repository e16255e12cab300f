import type { NodeAPI } from "node-red";
import { PerRuntime } from "../per-runtime";

/** A test as others see it. */
interface Running {
  /** Never rejects. */
  run(): Promise<void>;
  /** Ends it before its time, within 13 s. Never rejects. */
  end(): Promise<void>;
}

/** The test that runs in a runtime: only one at a time, so that the tries of one account are counted one by one. */
export class RunningTest {
  #test: Running | undefined;

  get isUnderWay(): boolean {
    return this.#test !== undefined;
  }

  async of(test: Running): Promise<void> {
    this.#test = test;
    await test.run();
    this.#test = undefined;
  }

  /** Ends it, if there is one: a runtime that stops leaves no file in a guest and no session behind. */
  async end(): Promise<void> {
    await this.#test?.end();
  }
}

const ofRuntimes = new PerRuntime(() => new RunningTest());

export function runningTestOf(RED: NodeAPI): RunningTest {
  return ofRuntimes.of(RED);
}
