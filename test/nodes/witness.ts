import type { FlowNode, TestRed } from "../support/node-red";
import { shownBy } from "./canaries";

/** A node, which may be a connection. */
type Held = object & { readonly connection?: { readonly pool: object } };

function held(node: Held | null): unknown[] {
  if (node === null) {
    return [];
  }
  const names = Reflect.ownKeys(node).filter((name) => name !== "_flow" && name !== "send");
  return [...names.map((name): unknown => [name, Reflect.get(node, name)]), node.connection?.pool];
}

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

  /** What the nodes themselves show, with all that can be reached from them: that is each other, so few are to be asked. */
  nodes(): string {
    const nodes = this.#ids.flatMap((id) => (this.#red.helper.getNode(id) as object | null) ?? []);
    const marks = new Map(nodes.map((node, index) => [node, `witnessed-${index}.`]));
    marks.forEach((mark, node) => Object.assign(node, { mark }));
    let shown = "";
    for (const [node, mark] of marks) {
      shown += shown.includes(mark) ? "" : shownBy(node);
    }
    return shown;
  }

  /** What the nodes hold, with the pool of a connection, but without the runtime that they belong to. */
  own(): string {
    return this.#ids.map((id) => this.#red.helper.getNode(id) as Held | null).flatMap(held).map(shownBy).join("\n");
  }

  #since(source: string, all: readonly unknown[]): unknown[] {
    const known = this.#seen.get(source) ?? 0;
    this.#seen.set(source, all.length);
    return all.slice(known);
  }
}
