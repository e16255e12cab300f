import type { Node, NodeStatus } from "node-red";

/** At most two changes a second: each is a message to every open editor. */
const INTERVAL_MS = 500;

const NOTHING = JSON.stringify({});

/** What an action node shows: how much is running, else how the last message failed. Texts are catalogue keys. */
export class StatusLine {
  readonly #node: Node;
  #running = 0;
  #waiting = 0;
  /** Of the transfer that was heard of last. */
  #percent: number | undefined;
  #resting: NodeStatus = {};
  #shown = NOTHING;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(node: Node) {
    this.#node = node;
  }

  notConfigured(): void {
    this.#resting = { fill: "yellow", shape: "ring", text: `${this.#node.type}.status.not-configured` };
    this.#show();
  }

  begin(): void {
    this.#running += 1;
    this.#show();
  }

  /** How many messages wait for VMware Tools has changed. */
  waiting(change: 1 | -1): void {
    this.#waiting += change;
    this.#show();
  }

  /** How much of a transfer has been moved; `undefined` when it has ended. */
  progress(percent: number | undefined): void {
    this.#percent = percent;
    this.#show();
  }

  /** @param code of the error that ended the message, if one did. */
  end(code?: string): void {
    this.#running -= 1;
    this.#resting = code === undefined ? {} : { fill: "red", shape: "ring", text: code };
    this.#show();
  }

  /** Shows nothing from now on: the editor would keep what a node showed last. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#shown !== NOTHING) {
      this.#set({});
    }
    this.#isClosed = true;
  }

  #show(): void {
    if (this.#isClosed || this.#timer !== undefined) {
      return;
    }
    const status = this.#wanted();
    const text = JSON.stringify(status);
    if (text === this.#shown) {
      return;
    }
    this.#shown = text;
    this.#set(status);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#show();
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  /** Whoever listens to it may throw; no message ends for that. */
  #set(status: NodeStatus): void {
    try {
      this.#node.status(status);
    } catch {
      this.#node.debug("the status could not be shown");
    }
  }

  #wanted(): NodeStatus {
    if (this.#running === 0) {
      return this.#resting;
    }
    if (this.#running > 1) {
      return { fill: "blue", shape: "dot", text: String(this.#running) };
    }
    if (this.#percent !== undefined) {
      return { fill: "blue", shape: "dot", text: `${this.#percent} %` };
    }
    const isWaiting = this.#waiting === 1;
    const text = `${this.#node.type}.status.${isWaiting ? "waiting" : "running"}`;
    return { fill: "blue", shape: isWaiting ? "ring" : "dot", text };
  }
}
