import type { VapiError } from "./vapi-error";

/** What goes back to the client, unless a fault has other plans. */
export interface Answer {
  status: number;
  /** JSON; none for 204. */
  body?: unknown;
  /** Something else than JSON, as a proxy in front of vCenter would send. */
  html?: string;
  mayBeUndeclared?: boolean;
}

export function errorAnswer({ fields }: VapiError): Answer {
  const { status, type, messages, data, challenge, mayBeUndeclared = false } = fields;
  const optional = { ...(data === undefined ? {} : { data }), ...(challenge === undefined ? {} : { challenge }) };
  return { status, mayBeUndeclared, body: { error_type: type, messages, ...optional } };
}
