import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { ESXI_HOST } from "../defaults";
import type { EsxiCertificate } from "../model/settings";

/** What a server shows. PEM. */
export interface ServerCertificate {
  certificate: string;
  key: string;
}

/** What the servers show and what a client trusts, all made at start and kept nowhere. */
export interface Certificates extends ServerCertificate {
  ca: string;
  /** What the ESXi host may show: CONTRACT.md section 5, it is not vCenter's. */
  esxi: Record<EsxiCertificate, ServerCertificate>;
}

/** Who signs. */
interface Authority {
  keys: webcrypto.CryptoKeyPair;
  name: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

const LOOPBACK: x509.JsonGeneralNames = [
  { type: "dns", value: "localhost" },
  { type: "ip", value: "127.0.0.1" },
  { type: "ip", value: "::1" },
];

/** A CA of its own and, signed by it, a certificate for loopback and those of the ESXi host. */
export async function makeCertificates(): Promise<Certificates> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await makeKeys();
  const ca = await makeCa(keys);
  const authority = { keys, name: ca.subject };
  const server = await makeServerCertificate("localhost", LOOPBACK, authority);
  return { ca: ca.toString("pem"), ...server, esxi: await makeEsxiCertificates(authority) };
}

async function makeEsxiCertificates(authority: Authority): Promise<Certificates["esxi"]> {
  const other = `other-${ESXI_HOST}`;
  return {
    ca: await makeServerCertificate(ESXI_HOST, [{ type: "dns", value: ESXI_HOST }], authority),
    self_signed: await makeServerCertificate(ESXI_HOST, [{ type: "dns", value: ESXI_HOST }], null),
    wrong_name: await makeServerCertificate(other, [{ type: "dns", value: other }], authority),
  };
}

async function makeCa(keys: webcrypto.CryptoKeyPair): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: "CN=vCenter simulator test CA",
    ...validity(),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
}

/** Signed by the authority, or without one by itself. */
async function makeServerCertificate(
  host: string,
  names: x509.JsonGeneralNames,
  authority: Authority | null,
): Promise<ServerCertificate> {
  const keys = await makeKeys();
  const subject = `CN=${host}`;
  const issuer = authority ?? { keys, name: subject };
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: issuer.name,
    ...validity(),
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: await serverExtensions(names, issuer),
  });
  return { certificate: certificate.toString("pem"), key: await exportKey(keys) };
}

async function serverExtensions(names: x509.JsonGeneralNames, issuer: Authority): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(names),
    await x509.AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey),
  ];
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function exportKey(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return x509.PemConverter.encode(der, "PRIVATE KEY");
}

function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 365 * DAY_MS) };
}

/** Positive, and different each time: clients remember certificates by issuer and number. */
function serialNumber(): string {
  const bytes = Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}
