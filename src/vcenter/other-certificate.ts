import type { Case, Words } from "./explanation";

const WORDS: Words = {
  why: 'the certificate shown has the SHA-256 fingerprint {fingerprint}, which is not among those written for {hostName} in "Fingerprints" of the connection node',
  remedy:
    "Compare it with what {hostName} itself shows. If it is the same, the certificate was renewed: replace the line by" +
    " {hostName}={fingerprint}. If not, somebody else answers in its place",
};

/** Nothing helps but to look who answers: another CA would not be asked. */
export const OTHER_CERTIFICATE: Case & Words = {
  when: 'where "Fingerprints" has a line for the host',
  holds: ({ fingerprint }) => fingerprint !== undefined,
  ...WORDS,
};
