import type { Explanation } from "./explanation";
import { OTHER_CERTIFICATE } from "./other-certificate";

/** Of what an ESXi host answers, or does not: by code. A Map, since the code may be a server's word. */
export const TRANSFER_EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map<string, Explanation>([
  [
    "RESOURCE_INACCESSIBLE",
    {
      cases: [
        {
          when: 'where "Host map" has a line for the host',
          holds: (_failure, { mappedTo }) => mappedTo !== undefined,
          remedy:
            "Node-RED must reach {mappedTo}: check firewall and proxy, and the line {hostName}=... in \"Host map\" of the connection node",
        },
        { when: "a proxy asks for a login, HTTP 407", holds: ({ status }) => status === 407 },
      ],
      why: "vCenter sends the bytes by the ESXi host {host}, and {detail|it cannot be reached}{left}",
      remedy:
        "Node-RED must resolve and reach this host on its port: check DNS, firewall and proxy, or tell its address in" +
        ' "Host map" of the connection node, by a line like {hostName}=192.0.2.10',
    },
  ],
  [
    "UNVERIFIED_PEER",
    {
      cases: [
        {
          ...OTHER_CERTIFICATE,
          why: `vCenter sends the bytes by the ESXi host {host}, and ${OTHER_CERTIFICATE.why}{left}`,
        },
      ],
      why: "{detail|the certificate of the ESXi host is not trusted} ({host}){left}",
      remedy:
        'Choose a TLS configuration with the CA of the ESXi hosts in "TLS of ESXi hosts" of the connection node, or enter the' +
        ` certificate's SHA-256 in "Fingerprints", by a line like {hostName}=AB:CD:...`,
    },
  ],
  [
    "INVALID_ARGUMENT",
    {
      why: "the TLS configuration for ESXi hosts cannot be used{detailInBrackets}",
      remedy: "Check certificate, private key, passphrase and CA certificate in it",
    },
  ],
  [
    "NOT_FOUND",
    {
      why: "the ESXi host {host} does not know the transfer any more",
      remedy: "The VM was powered off, suspended or moved to another host meanwhile, or the file is gone: try again",
    },
  ],
  [
    "SERVICE_UNAVAILABLE",
    {
      why: "the ESXi host {host}, or a proxy in front of it, cannot serve the transfer now (HTTP {status|503})",
      remedy: "Try again later",
    },
  ],
  [
    "TIMED_OUT",
    {
      why: "no byte has been moved to or from the ESXi host {host} within the timeout",
      remedy: "Check the network to this host, or set a longer timeout",
    },
  ],
  ["CANCELED", { why: "{detail|it was canceled}", remedy: "Send the message again if it is needed" }],
]);

/** For every other code. */
export const UNEXPLAINED_TRANSFER: Explanation = {
  why: "the ESXi host {host} failed to serve the transfer ({statusOrDetail})",
  remedy: "Look at the events of the VM in vCenter, and whether the guest has space left and may read or write the file",
};
