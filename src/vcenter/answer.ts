/** An HTTP answer that arrived whole. `text` is its body as UTF-8. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A vAPI error body (CONTRACT.md section 4): `error_type` may be missing, then the status decides. */
export interface VapiError {
  readonly type?: string;
  readonly messages: readonly unknown[];
  readonly data?: Readonly<Record<string, unknown>>;
}

export function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** The JSON of an answer, `undefined` if it is none. Keys that could reach a prototype are dropped. */
export function json(answer: Answer): unknown {
  try {
    return JSON.parse(answer.text, (key, value: unknown) =>
      key === "__proto__" || key === "constructor" ? undefined : value,
    );
  } catch {
    return undefined;
  }
}

/** The vAPI error in an answer, `undefined` if its body is none (a proxy's page, an empty body). */
export function vapiError(answer: Answer): VapiError | undefined {
  const body = json(answer);
  if (!isRecord(body) || (typeof body.error_type !== "string" && !Array.isArray(body.messages))) {
    return undefined;
  }
  return {
    messages: Array.isArray(body.messages) ? body.messages : [],
    ...(typeof body.error_type === "string" && { type: body.error_type }),
    ...(isRecord(body.data) && Object.keys(body.data).length > 0 && { data: body.data }),
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
