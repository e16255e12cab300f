import { VCenterError } from "../../vcenter/error";
import type { Certificate } from "../../vcenter/reach";

/** What makes a line for the fingerprints of a connection, and who has signed the certificate. */
export interface Pin extends Certificate {
  readonly host: string;
}

/** Why a certificate is refused although a CA that is trusted may have signed it: its name, or its time. */
const VOUCHED = /ALTNAME|HOSTNAME_MISMATCH|HAS_EXPIRED|NOT_YET_VALID|REVOKED/;

/**
 * The line that makes a connection trust the certificate of a host, where no CA vouches for it. Never rejects.
 *
 * @param look reads the certificate without a check; nothing is sent
 */
export async function pinOf(error: unknown, host: string, look: () => Promise<Certificate | undefined>): Promise<Pin | undefined> {
  if (!(error instanceof VCenterError && error.code === "UNVERIFIED_PEER") || VOUCHED.test(error.message)) {
    return undefined;
  }
  const certificate = await look().catch(() => undefined);
  return certificate && { host, ...certificate };
}
