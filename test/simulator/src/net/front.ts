import type { Server as HttpServer } from "node:http";
import type { Socket } from "node:net";
import type { FaultList } from "../world/fault-list";
import { Listener } from "./listener";
import type { SocketCounts } from "./socket-counts";

/**
 * Takes the connections and hands them to the web server behind it. Standing in front it can do to a
 * connection what a web server cannot: reset it before a byte is read, or in the middle of the handshake.
 */
export class Front extends Listener {
  constructor(web: HttpServer, faults: () => FaultList, counts: SocketCounts) {
    super((socket) => {
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
}

/** The client has said hello, the handshake is under way. */
function resetAfterFirstBytes(socket: Socket): void {
  socket.once("data", () => {
    socket.resetAndDestroy();
  });
}
