import { buildConnector } from "undici";

/**
 * The connection never stood, so the request was not written: the one sign of that (error codes do not tell, the same
 * ECONNRESET comes from a handshake and from a lost answer).
 *
 * It also hides the codes UND_ERR_SOCKET and UND_ERR_INFO from undici, which would connect again in a hot loop.
 */
export class NotConnected extends Error {
  readonly code = "VCENTER_NOT_CONNECTED";

  constructor(cause: unknown) {
    super("no connection", { cause });
  }
}

/** A connector whose every failure is a {@link NotConnected}. */
export function marked(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    try {
      connect(options, (...[error, socket]) => {
        if (error !== null) {
          callback(new NotConnected(error), null);
        } else {
          callback(null, socket);
        }
      });
    } catch (error) {
      callback(new NotConnected(error), null);
    }
  };
}
