const MEBIBYTE = 1_048_576;

/** A number of bytes as a person reads it beside a limit in MiB; the bytes, since what is rounded may seem equal. */
export function inMebibytes(bytes: number): string {
  const rounded = (bytes / MEBIBYTE).toLocaleString("en-US", { maximumSignificantDigits: 3, useGrouping: false });
  return `${rounded} MiB (${bytes} bytes)`;
}
