import type { Explain, Explanation, Failure } from "./explanations";
import type { Attempt } from "./operations";
import { otherCertificate, withoutPort } from "./other-certificate";
import { shown } from "./text";

/** Of what an ESXi host answers, or does not: by code. A Map, since the code may be a server's word. */
export const TRANSFER_EXPLANATIONS: ReadonlyMap<string, Explain> = new Map<string, Explain>([
  [
    "RESOURCE_INACCESSIBLE",
    ({ detail, outcome }, attempt) => [
      `vCenter sends the bytes by the ESXi host ${hostOf(attempt)}, and ${detail ?? "it cannot be reached"}. ${leftOf(outcome, attempt)}`,
      attempt.mappedTo === undefined
        ? "Node-RED must resolve and reach this host on its port: check DNS, firewall and proxy, or tell its address in" +
          ` "Host map" of the connection node, by a line like ${nameOf(attempt)}=192.0.2.10`
        : `Node-RED must reach ${shown(attempt.mappedTo)}: check firewall and proxy, and the line ${nameOf(attempt)}=... in "Host map"` +
          " of the connection node",
    ],
  ],
  [
    "UNVERIFIED_PEER",
    ({ detail, outcome, fingerprint }, attempt) =>
      fingerprint === undefined
        ? [
            `${detail ?? "the certificate of the ESXi host is not trusted"} (${hostOf(attempt)}). ${leftOf(outcome, attempt)}`,
            'Choose a TLS configuration with the CA of the ESXi hosts in "TLS of ESXi hosts" of the connection node, or enter the' +
              ` certificate's SHA-256 in "Fingerprints", by a line like ${nameOf(attempt)}=AB:CD:...`,
          ]
        : otherHostCertificate(fingerprint, outcome, attempt),
  ],
  [
    "INVALID_ARGUMENT",
    ({ detail }) => [
      `the TLS configuration for ESXi hosts cannot be used${detail === undefined ? "" : ` (${detail})`}`,
      "Check certificate, private key, passphrase and CA certificate in it",
    ],
  ],
  [
    "NOT_FOUND",
    (_failure, attempt) => [
      `the ESXi host ${hostOf(attempt)} does not know the transfer any more`,
      "The VM was powered off, suspended or moved to another host meanwhile, or the file is gone: try again",
    ],
  ],
  [
    "SERVICE_UNAVAILABLE",
    ({ status }, attempt) => [
      `the ESXi host ${hostOf(attempt)}, or a proxy in front of it, cannot serve the transfer now (HTTP ${status ?? 503})`,
      "Try again later",
    ],
  ],
  [
    "TIMED_OUT",
    (_failure, attempt) => [
      `no byte has been moved to or from the ESXi host ${hostOf(attempt)} within the timeout`,
      "Check the network to this host, or set a longer timeout",
    ],
  ],
  ["CANCELED", ({ detail }) => [detail ?? "it was canceled", "Send the message again if it is needed"]],
]);

/** For every other code. */
export const unexplainedTransfer: Explain = ({ detail, status }: Failure, attempt) => [
  `the ESXi host ${hostOf(attempt)} failed to serve the transfer (${detail ?? `HTTP ${status ?? "?"}`})`,
  "Look at the events of the VM in vCenter, and whether the guest has space left and may read or write the file",
];

function otherHostCertificate(fingerprint: string, outcome: Failure["outcome"], attempt: Attempt): Explanation {
  const [why, remedy] = otherCertificate(fingerprint, nameOf(attempt));
  return [`vCenter sends the bytes by the ESXi host ${hostOf(attempt)}, and ${why}. ${leftOf(outcome, attempt)}`, remedy];
}

/** With the address that was tried in its place. */
function hostOf({ host = "", mappedTo }: Attempt): string {
  return mappedTo === undefined ? shown(host) : `${shown(host)} mapped to ${shown(mappedTo)}`;
}

function nameOf({ host = "" }: Attempt): string {
  return withoutPort(host);
}

/** What the user has in the guest now. */
function leftOf(outcome: Failure["outcome"], { operation, path }: Attempt): string {
  const file = path === undefined ? "The file" : `The file "${shown(path)}"`;
  if (operation.kind === "read") {
    return `${file} exists in the guest`;
  }
  return outcome === "not_done"
    ? `${file} in the guest was not changed: a temporary file that was made for it still exists there`
    : `${file} in the guest may have been written`;
}
