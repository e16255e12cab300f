import type { FlowNode, TestRed } from "../support/node-red";
import { shownBy } from "./canaries";

/** Sees all that a runtime shows: messages, errors, statuses, log lines, warnings of the process, and its nodes. */
export class Witness {
  readonly #red: TestRed;
  readonly #ids: readonly string[];
  readonly #seen = new Map<string, number>();
  readonly #warnings: Error[] = [];
  readonly #hear = (warning: Error): void => {
    this.#warnings.push(warning);
  };

  constructor(red: TestRed, flow: readonly FlowNode[]) {
    this.#red = red;
    this.#ids = flow.map(({ id }) => id);
    process.on("warning", this.#hear);
  }

  leave(): void {
    process.off("warning", this.#hear);
  }

  /** What has been shown since this was last asked. */
  news(): string {
    const news = this.#ids.flatMap((id) => [
      ...this.#since(`messages of ${id}`, this.#red.arrived(id)),
      ...this.#since(`endings of ${id}`, this.#red.ended(id)),
      ...this.#since(`statuses of ${id}`, this.#red.statuses(id)),
    ]);
    const calls = (this.#red.helper.log() as unknown as { args: unknown[][] }).args;
    return [...news, ...this.#since("log", calls), ...this.#since("warnings", this.#warnings)].map(shownBy).join("\n");
  }

  /** What the nodes themselves show, with all that can be reached from them. */
  nodes(): string {
    return shownBy(this.#ids.map((id): unknown => this.#red.helper.getNode(id)));
  }

  #since(source: string, all: readonly unknown[]): unknown[] {
    const known = this.#seen.get(source) ?? 0;
    this.#seen.set(source, all.length);
    return all.slice(known);
  }
}
