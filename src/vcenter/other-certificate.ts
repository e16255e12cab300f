import type { Explanation } from "./explanations";
import { shown } from "./text";

/** Nothing helps but to look who answers: another CA would not be asked. */
export function otherCertificate(fingerprint: string, host: string): Explanation {
  return [
    `the certificate shown has the SHA-256 fingerprint ${fingerprint}, which is not among those written for ${host} in` +
      ' "Fingerprints" of the connection node',
    `Compare it with what ${host} itself shows. If it is the same, the certificate was renewed: replace the line by` +
      ` ${host}=${fingerprint}. If not, somebody else answers in its place`,
  ];
}

/** The name of a host, as it stands in the lines of a connection. */
export function withoutPort(host: string): string {
  return shown(host.replace(/:\d+$/, "").replace(/^\[|\]$/g, ""));
}
