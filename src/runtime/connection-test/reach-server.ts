import { isIP } from "node:net";
import { createDispatcher, type Way } from "../../vcenter/dispatcher";
import type { Peer } from "../../vcenter/connector";
import { errorFromException } from "../../vcenter/exception-error";
import { operations } from "../../vcenter/operations";
import { addressesOf, type Certificate, certificateOf, knock } from "../../vcenter/reach";
import type { ServerAddress } from "../../vcenter/server-address";
import type { Deadline } from "./deadline";
import { pinOf } from "./pin";
import type { Report } from "./report";

/** Who takes the connections: the server, or the proxy in front of it. */
interface FirstHop {
  readonly peer: Peer;
  readonly host: string;
  readonly port: number;
}

/** The steps up to the certificate; nothing of the connection's secrets is sent. @throws VCenterError only. */
export async function reachServer(report: Report, deadline: Deadline, server: ServerAddress, way: Way): Promise<void> {
  const tried = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await deadline.job().until(work);
    } catch (error) {
      throw errorFromException(error, { operation: operations.connect, server: server.name });
    }
  };
  const { peer, host, port } = firstHop(server, way);
  const who = peer === "proxy" ? "The proxy " : "";
  await report.step("name", () => tried(addressesOf(host, peer)), (found) =>
    isIP(host) === 0 ? `${who}${host} is ${found.join(", ")}.` : `${who}${host} is an address, no name.`,
  );
  await report.step("tcp", () => tried(knock(host, port, peer, deadline.signal)), (address) => `${who}${address} takes connections on port ${port}.`);
  const dispatcherFor: Parameters<typeof certificateOf>[1] = (inspect) => createDispatcher({ ...way, inspect });
  const unchecked: typeof dispatcherFor = (inspect) =>
    createDispatcher({ ...way, tls: { ...way.tls, rejectUnauthorized: false }, fingerprints: [], inspect });
  await report.step("tls", () => tried(certificateOf(server.origin, dispatcherFor)), certificateText, (error) =>
    pinOf(error, server.host, () => tried(certificateOf(server.origin, unchecked))),
  );
}

function firstHop({ origin, host }: ServerAddress, { proxy }: Way): FirstHop {
  const url = new URL(proxy?.url ?? origin);
  const port = url.port === "" ? { "https:": 443 }[url.protocol] ?? 80 : Number(url.port);
  return proxy === undefined
    ? { peer: "server", host, port }
    : { peer: "proxy", host: url.hostname.replace(/^\[|\]$/g, ""), port };
}

function certificateText(certificate: Certificate | undefined): string {
  return certificate === undefined
    ? "Plain http: there is no certificate."
    : `The certificate is trusted. Issuer: ${certificate.issuer}. SHA-256: ${certificate.fingerprint}.`;
}
