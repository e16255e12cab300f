const ABSOLUTE = /^(?:\/|[a-z]:[\\/]|\\\\[^\\/]+\\[^\\/])/i;
const LONGEST_PATH = 4096;

/** Whether a text has no control character and no half of a character. */
export function isSendable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}

/** Whether a text is too long. @param limit in bytes of UTF-8 */
export function isLonger(text: string, limit: number): boolean {
  return new TextEncoder().encode(text).length > limit;
}

/** Whether a text is an absolute path in a guest. */
export function isPath(text: string): boolean {
  return ABSOLUTE.test(text) && isSendable(text) && !isLonger(text, LONGEST_PATH);
}

export function isEncoding(label: string): boolean {
  try {
    return Boolean(new TextDecoder(label));
  } catch {
    return false;
  }
}

/** Whether a number of MiB is a limit. */
export function isSize(value: Value): boolean {
  return Number(value) > 0 && Number(value) < Infinity;
}
