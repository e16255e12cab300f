import type { Socket } from "node:net";

/** Counts the connections to the ESXi host. */
export class EsxiSockets {
  #open = 0;
  #opened = 0;
  #mostOpen = 0;

  opened(socket: Socket): void {
    this.#opened += 1;
    this.#open += 1;
    this.#mostOpen = Math.max(this.#mostOpen, this.#open);
    socket.once("close", () => {
      this.#open -= 1;
    });
  }

  counts(): { open: number; opened: number; most_open: number } {
    return { open: this.#open, opened: this.#opened, most_open: this.#mostOpen };
  }

  reset(): void {
    this.#opened = 0;
    this.#mostOpen = this.#open;
  }
}
