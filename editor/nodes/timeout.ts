import type { Rule } from "./checks";

/** A timer holds no more. */
const LONGEST_S = 2147483.647;

export function isTimeout(seconds: Value): boolean {
  return Number(seconds) > 0 && Number(seconds) <= LONGEST_S;
}

/** Without a timeout of its own a node has that of the connection. */
export const timeout: Rule = (value) => (value === "" || isTimeout(value) ? "" : "vcenter-connection.error.timeout");
