import type { Node, NodeAPI } from "node-red";
import { Job } from "../guest/job";
import { VCenterError } from "../vcenter/error";
import { type ActionDef, ActionMessage } from "./action-message";
import { connectionOf } from "./connection-nodes";
import { isErrorWired, type Message, type Result, withError, withResult } from "./outputs";
import { StatusLine } from "./status-line";

type Send = (msg: (Message | null)[]) => void;
type Done = (error?: Error) => void;

/** What an action node does with a message. May reject with anything. */
export type Perform<D extends ActionDef> = (message: ActionMessage<D>) => Promise<Result>;

/** Registers an action node: each message ends exactly once, as a result, as an error, or by `done` with one. */
export function registerAction<D extends ActionDef>(RED: NodeAPI, type: string, perform: Perform<D>): void {
  RED.nodes.registerType(type, function (this: Node, def: D) {
    RED.nodes.createNode(this, def);
    const action = new ActionNode(RED, this, def, perform);
    this.on("input", (msg: Message, send: Send, done: Done) => {
      action.handle(msg, send, done).catch((thrown: unknown) => {
        this.error(errorOf(thrown).message);
      });
    });
    this.on("close", (done: () => void) => {
      void action.close().finally(done);
    });
  });
}

class ActionNode<D extends ActionDef> {
  readonly #RED: NodeAPI;
  readonly #node: Node;
  readonly #def: D;
  readonly #perform: Perform<D>;
  readonly #status: StatusLine;
  readonly #running = new Map<Job, Promise<Result | VCenterError>>();
  #isClosing = false;

  constructor(RED: NodeAPI, node: Node, def: D, perform: Perform<D>) {
    this.#RED = RED;
    this.#node = node;
    this.#def = def;
    this.#perform = perform;
    this.#status = new StatusLine(node);
    this.#showConfiguration();
  }

  async handle(msg: Message, send: Send, done: Done): Promise<void> {
    const job = new Job();
    const ending = this.#act(job, msg);
    this.#running.set(job, ending);
    this.#status.begin();
    const end = await ending;
    this.#running.delete(job);
    this.#status.end(end instanceof VCenterError ? end.code : undefined);
    done(this.#send(end, msg, send));
  }

  /** Ends what runs, without `send`: the nodes behind may be gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#status.close();
    const endings = [...this.#running.values()];
    for (const job of this.#running.keys()) {
      job.end("CANCELED");
    }
    this.#warnOfCanceled((await Promise.all(endings)).filter((end) => end instanceof VCenterError));
  }

  async #act(job: Job, msg: Message): Promise<Result | VCenterError> {
    try {
      const connection = connectionOf(this.#RED, this.#def.connection);
      connection.check();
      return await this.#perform(new ActionMessage(this.#RED, this.#node, this.#def, connection, job, msg));
    } catch (thrown) {
      return errorOf(thrown);
    }
  }

  /** @returns the error that is left to report, where no output took it. */
  #send(end: Result | VCenterError, msg: Message, send: Send): VCenterError | undefined {
    try {
      if (!(end instanceof VCenterError)) {
        send([withResult(this.#node, msg, end)]);
        return undefined;
      }
      if (this.#isClosing || !isErrorWired(this.#RED, this.#node)) {
        return end;
      }
      send([null, withError(this.#node, msg, end)]);
      return undefined;
    } catch (thrown) {
      return errorOf(thrown);
    }
  }

  #showConfiguration(): void {
    try {
      connectionOf(this.#RED, this.#def.connection).check();
    } catch {
      this.#status.notConfigured();
    }
  }

  /** Core's Catch node is closed by now, so this line is what a user sees of messages that a deploy ends. */
  #warnOfCanceled(errors: readonly VCenterError[]): void {
    if (errors.length === 0) {
      return;
    }
    const unknown = errors.filter(({ cause }) => cause.outcome === "unknown");
    const ids = errors.flatMap(({ cause }) => cause.operationId ?? []);
    this.#node.warn(
      `${errors.length} messages canceled: ${errors.length - unknown.length} not done, ${unknown.length} unknown` +
        (ids.length === 0 ? "" : ` (operation ids: ${ids.join(", ")})`),
    );
  }
}

function errorOf(thrown: unknown): VCenterError {
  if (thrown instanceof VCenterError) {
    return thrown;
  }
  const kind = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  return new VCenterError(`The node failed in an unforeseen way (${kind}). Please report it as a bug.`, "ERROR", {
    subject: "server",
    outcome: "unknown",
    retryable: false,
  });
}
