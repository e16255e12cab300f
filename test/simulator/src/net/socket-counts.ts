import type { Socket } from "node:net";

/** What a connection has been used for so far. */
type Use = "nothing" | "api" | "control";

/**
 * Counts connections as a test wants to know them: those of the client. One that only drives the
 * simulator is taken out as soon as it says so. The client's port tells which it is, with TLS or without.
 */
export class SocketCounts {
  readonly #uses = new Map<number, Use>();
  #opened = 0;

  opened(socket: Socket): void {
    this.#opened += 1;
    const port = socket.remotePort;
    if (port !== undefined) {
      this.#uses.set(port, "nothing");
      socket.once("close", () => this.#uses.delete(port));
    }
  }

  used(port: number, use: "api" | "control"): void {
    const before = this.#uses.get(port);
    if (before === "nothing" && use === "control") {
      this.#opened = Math.max(0, this.#opened - 1);
      this.#uses.set(port, "control");
    } else if (before !== undefined && use === "api") {
      this.#opened += before === "control" ? 1 : 0;
      this.#uses.set(port, "api");
    }
  }

  counts(): { open: number; opened: number } {
    const open = [...this.#uses.values()].filter((use) => use !== "control").length;
    return { open, opened: this.#opened };
  }

  reset(): void {
    this.#opened = 0;
  }
}
