import { invalid } from "../vcenter/error";

const MEBIBYTE = 1_048_576;

/** Bytes of a limit in MiB, fractions allowed. @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
export function bytesOfMebibytes(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number * MEBIBYTE) || number <= 0) {
    throw invalid("configuration", 'The "Size limit (MiB)" of the node must be a number above 0. Correct it.');
  }
  return Math.floor(number * MEBIBYTE);
}
