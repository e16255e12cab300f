import type { X509Certificate } from "node:crypto";
import { isIPv6 } from "node:net";
import { TLSSocket } from "node:tls";
import { buildConnector } from "undici";
import type { MappedAddress } from "./host-lines";

/** Is told of the certificate of a connection; without TLS there is none. */
export type Inspect = (certificate: X509Certificate | undefined) => void;

/** Who is at the other end of a connection. */
export type Peer = "server" | "proxy" | "ESXi host";

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

/** The certificate is none of those that a host may show. */
export class UnknownCertificate extends Error {
  readonly code = "CERT_FINGERPRINT_MISMATCH";
  /** SHA-256, as Node writes it. */
  readonly fingerprint: string;

  constructor(fingerprint: string) {
    super("the certificate has another fingerprint");
    this.fingerprint = fingerprint;
  }
}

const certificates = new WeakMap<TLSSocket, X509Certificate>();

/** Kept, since Node takes it out of the chain: a second call would give the next one (measured). */
function certificateOf(socket: TLSSocket): X509Certificate | undefined {
  const certificate = certificates.get(socket) ?? socket.getPeerX509Certificate();
  if (certificate !== undefined) {
    certificates.set(socket, certificate);
  }
  return certificate;
}

/** A connector whose connections show one of these certificates (SHA-256), whoever has signed it; without any: as it is. */
export function pinned(connect: buildConnector.connector, fingerprints: readonly string[]): buildConnector.connector {
  if (fingerprints.length === 0) {
    return connect;
  }
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      const found = socket instanceof TLSSocket ? (certificateOf(socket)?.fingerprint256 ?? "") : undefined;
      if (error !== null) {
        callback(error, null);
      } else if (found === undefined || fingerprints.includes(found)) {
        callback(null, socket);
      } else {
        socket.destroy();
        callback(new UnknownCertificate(found), null);
      }
    });
  };
}

/** It was connected only to look at the certificate. */
export class Inspected extends Error {}

/** A connector that shows the certificate and hangs up, so that nothing is ever sent. */
export function inspected(connect: buildConnector.connector, inspect: Inspect | undefined): buildConnector.connector {
  if (inspect === undefined) {
    return connect;
  }
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      inspect(socket instanceof TLSSocket ? certificateOf(socket) : undefined);
      socket.destroy();
      callback(new Inspected(), null);
    });
  };
}

/** A connector that goes to another address, directly or by CONNECT. The name for TLS is not its concern. */
export function redirected(connect: buildConnector.connector, to: MappedAddress | undefined): buildConnector.connector {
  if (to === undefined) {
    return connect;
  }
  return (options, callback) => {
    const port = to.port === undefined ? options.port : String(to.port);
    const host = isIPv6(to.host) ? `[${to.host}]` : to.host;
    connect({ ...options, hostname: to.host, host: port === "" ? host : `${host}:${port}`, port }, callback);
  };
}
