/** An HTTP answer that arrived whole. `text` is its body as UTF-8. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The header `Retry-After`, as it was sent. */
  readonly retryAfter?: string;
  /** Its JSON, once somebody has looked. */
  parsed?: { readonly json: unknown };
}

/** A vAPI error body (CONTRACT.md section 4): `error_type` may be missing, then the status decides. */
export interface VapiError {
  readonly type?: string;
  readonly messages: readonly unknown[];
  readonly data?: Readonly<Record<string, unknown>>;
}

export function isSuccess(answer: Pick<Answer, "status">): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** No answer of the contract nests deeper; the time of parsing grows with the depth (measured: 47 s for 4 million). */
const DEPTH = 64;

/** The JSON of an answer, parsed once; `undefined` if it is none, or nests deeper than any answer of the contract. */
export function json(answer: Answer): unknown {
  answer.parsed ??= { json: isShallow(answer.text) ? parse(answer.text) : undefined };
  return answer.parsed.json;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One look at each character: what stands in a string does not nest. */
function isShallow(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length && depth <= DEPTH; index += 1) {
    const character = text[index];
    if (character === "\\" && isInString) {
      index += 1;
    } else if (character === '"') {
      isInString = !isInString;
    } else if (!isInString && (character === "[" || character === "{")) {
      depth += 1;
    } else if (!isInString && (character === "]" || character === "}")) {
      depth -= 1;
    }
  }
  return depth <= DEPTH;
}

/** The vAPI error in an answer, `undefined` if its body is none (a proxy's page or JSON, an empty body). */
export function vapiError(answer: Answer): VapiError | undefined {
  const body = json(answer);
  if (!isRecord(body) || (typeof body.error_type !== "string" && !isVapiMessages(body.messages))) {
    return undefined;
  }
  return {
    messages: Array.isArray(body.messages) ? body.messages : [],
    ...(typeof body.error_type === "string" && { type: body.error_type }),
    ...(isRecord(body.data) && hasKey(body.data) && { data: body.data }),
  };
}

/** A gateway's JSON may have a list of that name, too. */
function isVapiMessages(messages: unknown): boolean {
  return Array.isArray(messages) && messages.length > 0 && messages.every((one) => isRecord(one) && "default_message" in one);
}

function hasKey(record: Record<string, unknown>): boolean {
  for (const key in record) {
    return Object.hasOwn(record, key);
  }
  return false;
}

/** A gateway in front of vCenter answers for it: vCenter itself sends a vAPI error with these. */
export function isGatewayFailure(answer: Answer): boolean {
  return answer.status >= 502 && answer.status <= 504 && vapiError(answer) === undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of a call that gives nothing: whatever a proxy says instead is no success. */
export function nothing(body: unknown): true | undefined {
  return body === null ? true : undefined;
}

/** Seen in the field for a call without a session (CONTRACT.md section 3). */
export function saysSessionMissing(answer: Answer): boolean {
  const messages = vapiError(answer)?.messages ?? [];
  return messages.some((message) => isRecord(message) && String(message.id).endsWith("method.authentication.required"));
}
