import type { X509Certificate } from "node:crypto";
import dns from "node:dns";
import { once } from "node:events";
import net from "node:net";
import type { Dispatcher } from "undici";
import { Inspected, NotConnected, type Peer } from "./connector";
import { CONNECT_TIMEOUT_MS } from "./dispatcher";
import { shown } from "./text";

/** A certificate that a server has shown. */
export interface Certificate {
  /** Who has signed it, fit to be shown. */
  readonly issuer: string;
  /** SHA-256, as Node writes it. */
  readonly fingerprint: string;
}

/** The addresses of a host, as a connection would find them. @throws NotConnected */
export async function addressesOf(host: string, peer: Peer): Promise<string[]> {
  try {
    return (await dns.promises.lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw NotConnected.from(error, peer);
  }
}

/** Opens a TCP connection and closes it again. @returns the address that took it. @throws NotConnected */
export async function knock(host: string, port: number, peer: Peer, signal: AbortSignal): Promise<string> {
  const socket = net.connect({ host, port, signal });
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => {
    socket.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" }));
  });
  try {
    await once(socket, "connect");
    return socket.remoteAddress ?? host;
  } catch (error) {
    throw NotConnected.from(error, peer);
  } finally {
    socket.destroy();
  }
}

/**
 * The certificate that a server shows to a client that trusts it; `undefined` for plain http. Nothing is sent.
 *
 * @param dispatcherFor a dispatcher whose way has this `inspect`
 * @throws NotConnected, also where the certificate is not trusted.
 */
export async function certificateOf(
  origin: string,
  dispatcherFor: (inspect: (certificate: X509Certificate | undefined) => void) => Dispatcher,
): Promise<Certificate | undefined> {
  const seen: { certificate?: Certificate } = {};
  const dispatcher = dispatcherFor((certificate) => {
    if (certificate !== undefined) {
      seen.certificate = described(certificate);
    }
  });
  try {
    await dispatcher.request({ origin, path: "/", method: "GET" });
  } catch (error) {
    if (!(error instanceof NotConnected && error.cause instanceof Inspected)) {
      throw NotConnected.from(error);
    }
  } finally {
    dispatcher.destroy().catch(() => undefined);
  }
  return seen.certificate;
}

function described({ issuer, fingerprint256: fingerprint }: X509Certificate): Certificate {
  return { issuer: shown(issuer.split("\n").reverse().join(", ")), fingerprint };
}
