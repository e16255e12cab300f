import type { Node, NodeAPI } from "node-red";
import type { VCenterError } from "../../vcenter/error";
import { cut } from "../../vcenter/text";
import { PerRuntime } from "../per-runtime";
import type { FailureView } from "./answer";
import { Ring } from "./ring";

const LAST_FAILURES = 20;
const SENTENCE_CHARACTERS = 600;
const NAME_CHARACTERS = 100;

/** What has happened lately on a connection. It costs next to nothing, since it is kept for a view that few look at. */
export class Recent {
  readonly messages = new Ring();
  readonly failures = new Ring();
  readonly calls = new Ring();
  readonly #last: FailureView[] = [];

  /** The last failures, the newest first. */
  get last(): FailureView[] {
    return [...this.#last].reverse();
  }

  /** A message of a node has ended. */
  ended(node: Node, error: VCenterError | undefined): void {
    this.messages.count();
    if (error !== undefined) {
      this.failures.count();
      this.#last.push(failureOf(node, error));
      if (this.#last.length > LAST_FAILURES) {
        this.#last.shift();
      }
    }
  }
}

/** A copy without references: nodes are gone after a deploy, and an error may carry long answers of a server. */
function failureOf(node: Node, { code, message, cause }: VCenterError): FailureView {
  const { id, type, name = "", _alias: alias } = node as Node & { readonly _alias?: string };
  return {
    at: Date.now(),
    node: { id: alias ?? id, type, name: cut(name, NAME_CHARACTERS) },
    code,
    subject: cause.subject,
    outcome: cause.outcome,
    sentence: cut(message, SENTENCE_CHARACTERS),
    ...(cause.vm !== undefined && { vm: cause.vm }),
    ...(cause.operation !== undefined && { operation: cause.operation }),
  };
}

/** Of each runtime, by the ids of its connections. */
export const recents = new PerRuntime(() => new Map<string, Recent>());

/** What has happened on a connection; it outlives the deploys that the connection outlives. */
export function recentOn(RED: NodeAPI, connection: string): Recent {
  const known = recents.of(RED);
  const recent = known.get(connection) ?? new Recent();
  known.set(connection, recent);
  return recent;
}

/** A connection is there no more. */
export function forgetRecent(RED: NodeAPI, connection: string): void {
  recents.of(RED).delete(connection);
}

/** A message of a node has ended; of one without a connection nothing is kept. */
export function tellEnded(RED: NodeAPI, connection: string | undefined, node: Node, error: VCenterError | undefined): void {
  recents.of(RED).get(connection ?? "")?.ended(node, error);
}
