import { types } from "node:util";
import type { Node, NodeAPI } from "node-red";
import { Job, type JobWatcher, type Phase } from "../guest/job";
import { vmWorks } from "../guest/ledger/ledgers";
import { invalid, type Outcome, VCenterError } from "../vcenter/error";
import { Interrupted, type Interruption } from "../vcenter/interrupted";
import { type ActionDef, ActionMessage } from "./action-message";
import { canceled } from "./canceled";
import { connectionOf } from "./connection-nodes";
import { tellEnded } from "./operations/recent";
import { isErrorWired, isReset, type Message, type Result, withError, withResult, writable } from "./outputs";
import { isWaiting, queueFull, queueLimit } from "./queue-limit";
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
        reportBug(this, thrown);
      });
    });
    this.on("close", (done: () => void) => {
      action.close().then(done, done);
    });
  });
}

class ActionNode<D extends ActionDef> {
  readonly #RED: NodeAPI;
  readonly #node: Node;
  readonly #def: D;
  readonly #perform: Perform<D>;
  readonly #status: StatusLine;
  readonly #running = new Map<Job, Promise<unknown>>();
  readonly #canceled: VCenterError[] = [];
  /** How many messages count against the queue limit. */
  #waiting = 0;
  #isClosing = false;
  readonly #watcher: JobWatcher = {
    changed: (phase, before) => {
      this.#changed(phase, before);
    },
    progress: (percent) => {
      this.#status.progress(percent);
    },
    warn: (text) => {
      warn(this.#node, text);
    },
  };

  constructor(RED: NodeAPI, node: Node, def: D, perform: Perform<D>) {
    this.#RED = RED;
    this.#node = node;
    this.#def = def;
    this.#perform = perform;
    this.#status = new StatusLine(node);
    this.#showConfiguration();
  }

  async handle(msg: Message, send: Send, done: Done): Promise<void> {
    if (isReset(msg)) {
      this.#end("RESET");
      done();
      return;
    }
    const job = new Job(this.#watcher);
    const own = writable(msg);
    const ending = this.#act(job, own);
    this.#running.set(job, ending);
    this.#status.begin();
    const end = await ending;
    this.#running.delete(job);
    const error = end instanceof VCenterError ? end : undefined;
    this.#status.end(error?.code);
    tellEnded(this.#RED, this.#def.connection, this.#node, error);
    done(this.#isClosing ? this.#cancel(end) : this.#send(end, own ?? msg, send));
  }

  /** Ends what runs, and what still arrives until then. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#status.close();
    this.#end("CLOSED");
    do {
      await Promise.all(this.#running.values());
    } while (this.#running.size > 0);
    this.#warnOfCanceled();
  }

  #end(reason: Interruption): void {
    for (const job of [...this.#running.keys()]) {
      job.end(reason);
    }
  }

  #changed(phase: Phase, before: Phase): void {
    this.#waiting += Number(isWaiting(phase)) - Number(isWaiting(before));
    if (phase === "waiting" || before === "waiting") {
      this.#status.waiting(phase === "waiting" ? 1 : -1);
    }
  }

  async #act(job: Job, msg: Message | undefined): Promise<Result | VCenterError> {
    if (this.#isClosing) {
      return canceled("CLOSED", "not_done");
    }
    this.#waiting += 1;
    try {
      if (msg === undefined) {
        throw invalid("message", "The message cannot be read: a property of it, of msg.guest or of msg.error fails.");
      }
      const connection = connectionOf(this.#RED, this.#def.connection);
      const limit = queueLimit(this.#RED, connection);
      if (this.#waiting > limit) {
        throw queueFull(limit);
      }
      const result = await this.#perform(new ActionMessage(this.#RED, this.#node, this.#def, connection, job, msg));
      tellWorking(result);
      return result;
    } catch (thrown) {
      return errorOf(thrown, job.attempts === 0 ? "not_done" : "unknown");
    } finally {
      job.phase = "ended";
    }
  }

  /** Without `send`: the nodes behind may be gone, so a result is nobody's. */
  #cancel(end: Result | VCenterError): VCenterError {
    const error = end instanceof VCenterError ? end : canceled("CLOSED", "unknown");
    this.#canceled.push(error);
    return error;
  }

  /** @returns the error that is left to report, where no output took it. */
  #send(end: Result | VCenterError, msg: Message, send: Send): VCenterError | undefined {
    const isError = end instanceof VCenterError;
    if (isError && !isErrorWired(this.#RED, this.#node)) {
      return end;
    }
    try {
      send(isError ? [null, withError(this.#node, msg, end)] : [withResult(this.#node, msg, end)]);
      return undefined;
    } catch (thrown) {
      return isError ? end : errorOf(thrown, "unknown");
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
  #warnOfCanceled(): void {
    const errors = this.#canceled;
    if (errors.length === 0) {
      return;
    }
    const unknown = errors.filter(({ cause }) => cause.outcome === "unknown");
    const ids = errors.flatMap(({ cause }) => cause.operationId ?? []);
    warn(
      this.#node,
      `${errors.length} messages canceled: ${errors.length - unknown.length} not done, ${unknown.length} unknown` +
        (ids.length === 0 ? "" : ` (operation ids: ${ids.join(", ")})`),
    );
  }
}

/** What waits in a VM that failed before is tried again. */
function tellWorking({ guest }: Result): void {
  if (typeof guest?.server === "string" && typeof guest.vm === "string") {
    vmWorks(guest.server, guest.vm);
  }
}

/** A handler of the log may throw; no message ends for that. */
function warn(node: Node, text: string): void {
  try {
    node.warn(text);
  } catch {
    // Nobody is left to tell.
  }
}

/** It must not throw: a rejection that nobody handles would end the process. */
function reportBug(node: Node, thrown: unknown): void {
  try {
    node.error(errorOf(thrown, "unknown").message);
  } catch {
    // Node-RED's own log has failed.
  }
}

/** What is thrown may be anything, also what throws when it is looked at. */
function errorOf(thrown: unknown, outcome: Outcome): VCenterError {
  if (types.isProxy(thrown)) {
    return unforeseen("object", outcome);
  }
  if (thrown instanceof VCenterError) {
    return thrown;
  }
  if (thrown instanceof Interrupted) {
    return canceled(thrown.reason, "not_done");
  }
  const known = [TypeError, RangeError, SyntaxError, ReferenceError].find((kind) => thrown instanceof kind);
  return unforeseen(known?.name ?? typeof thrown, outcome);
}

function unforeseen(kind: string, outcome: Outcome): VCenterError {
  return new VCenterError(`The node failed in an unforeseen way (${kind}). Please report it as a bug.`, "ERROR", {
    subject: "server",
    outcome,
    retryable: false,
  });
}
