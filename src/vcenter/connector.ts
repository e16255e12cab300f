import { buildConnector } from "undici";

/** Who is at the other end of a connection. */
export type Peer = "server" | "proxy";

/**
 * The request was not written: the one sign of that, whatever the code of its cause (the same ECONNRESET comes from a
 * handshake and from a lost answer).
 *
 * It also hides the codes UND_ERR_SOCKET and UND_ERR_INFO from undici, which would connect again in a hot loop.
 */
export class NotConnected extends Error {
  readonly code = "VCENTER_NOT_CONNECTED";
  readonly peer: Peer;

  constructor(cause: unknown, peer: Peer = "server") {
    super("no connection", { cause });
    this.peer = peer;
  }

  /** Through a proxy there are two connections: the first that fails tells who was not reached. */
  static from(error: unknown, peer?: Peer): NotConnected {
    return error instanceof NotConnected ? error : new NotConnected(error, peer);
  }
}

/** A connector whose every failure is a {@link NotConnected}. */
export function marked(connect: buildConnector.connector, peer?: Peer): buildConnector.connector {
  return (options, callback) => {
    try {
      connect(options, (...[error, socket]) => {
        if (error !== null) {
          callback(NotConnected.from(error, peer), null);
        } else {
          callback(null, socket);
        }
      });
    } catch (error) {
      callback(NotConnected.from(error, peer), null);
    }
  };
}
