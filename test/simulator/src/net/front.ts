import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Server as HttpServer } from "node:http";
import type { FaultList } from "../world/fault-list";
import type { SocketCounts } from "./socket-counts";

const HOST = "127.0.0.1";

/**
 * Takes the connections and hands them to the web server behind it. Standing in front it can do to a
 * connection what a web server cannot: reset it before a byte is read, or in the middle of the handshake.
 */
export class Front {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(web: HttpServer, faults: () => FaultList, counts: SocketCounts) {
    this.#server = createServer((socket) => {
      this.#keep(socket);
      counts.opened(socket);
      const fault = faults().takeForConnection();
      if (fault === null) {
        web.emit("connection", socket);
      } else if (fault.kind === "tls_reset") {
        resetAfterFirstBytes(socket);
      } else {
        socket.resetAndDestroy();
      }
    });
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host: HOST, port }, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    // A client that goes away is no error of ours.
    socket.on("error", () => undefined);
  }
}

/** The client has said hello, the handshake is under way. */
function resetAfterFirstBytes(socket: Socket): void {
  socket.once("data", () => {
    socket.resetAndDestroy();
  });
}
