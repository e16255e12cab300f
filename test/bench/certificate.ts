import { createRequire } from "node:module";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

// Dependencies of the simulator, found where they are. The second does not load without the first.
const requireThere = createRequire(require.resolve("@vcenter-guest/simulator/package.json"));
requireThere("reflect-metadata");
const x509 = requireThere("@peculiar/x509") as typeof import("@peculiar/x509");

/** A certificate for 127.0.0.1 that vouches for itself, with its key, as PEM texts. */
export async function makeCertificate(): Promise<{ readonly cert: string; readonly key: string }> {
  x509.cryptoProvider.set(crypto);
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=canned server of the bench",
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }]),
    ],
  });
  const der = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: cert.toString("pem"), key: x509.PemConverter.encode(der, "PRIVATE KEY") };
}
