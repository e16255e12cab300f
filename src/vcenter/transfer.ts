import type { Dispatcher } from "undici";
import { isSuccess } from "./answer";
import { errorFromException } from "./exception-error";
import type { Attempt } from "./operations";
import { retryAfterOf } from "./retry-after";
import { errorFromEarlyAnswer, errorFromHost } from "./transfer-error";
import type { TransferTarget } from "./transfer-url";

/** Bytes in their order; each part is read when the one before has been taken. */
export type Bytes = AsyncIterable<Buffer>;

/** The text of a failure is not shown, and one that never ends is not awaited. */
const ERROR_BYTES = 65_536;

/**
 * Sends the bytes of a file to an ESXi host (CONTRACT.md section 5).
 *
 * @throws VCenterError only; reading the bytes may throw one, too.
 */
export async function putBytes(
  dispatcher: Dispatcher,
  target: TransferTarget,
  { size, bytes }: { readonly size: number; readonly bytes: Bytes },
  attempt: Attempt,
): Promise<void> {
  const given = { bytes: 0 };
  try {
    const headers = { "content-type": "application/octet-stream", "content-length": String(size) };
    // undici takes what can be iterated, which its types do not say.
    const body = counted(bytes, given) as unknown as Dispatcher.RequestOptions["body"];
    await drained(await requested(dispatcher, target, { method: "PUT", headers, body: body ?? null }, attempt));
    if (given.bytes < size) {
      throw errorFromEarlyAnswer(attempt);
    }
  } catch (thrown) {
    throw errorFromException(thrown, attempt);
  }
}

/** A part counts when undici takes it: the answer to the last one may be read before its writing has been confirmed. */
async function* counted(bytes: Bytes, given: { bytes: number }): Bytes {
  for await (const part of bytes) {
    given.bytes += part.length;
    yield part;
  }
}

/**
 * Fetches the bytes of a file from an ESXi host (CONTRACT.md section 5), and hands them on one part after another, as
 * long as more of them are wanted.
 *
 * @throws VCenterError only; taking the bytes may throw one, too.
 */
export async function fetchBytes(
  dispatcher: Dispatcher,
  target: TransferTarget,
  take: (part: Buffer) => Promise<boolean>,
  attempt: Attempt,
): Promise<void> {
  try {
    const { body } = await requested(dispatcher, target, { method: "GET", headers: {}, body: null }, attempt);
    for await (const part of body) {
      if (!(await take(part as Buffer))) {
        return;
      }
    }
  } catch (thrown) {
    throw errorFromException(thrown, attempt);
  }
}

async function requested(
  dispatcher: Dispatcher,
  { origin, path }: TransferTarget,
  request: Pick<Dispatcher.RequestOptions, "method" | "headers" | "body">,
  attempt: Attempt,
): Promise<Dispatcher.ResponseData> {
  const answer = await dispatcher.request({ origin, path, ...request });
  const { statusCode: status, headers } = answer;
  if (!isSuccess({ status })) {
    await drained(answer);
    const { "retry-after": after } = headers;
    throw errorFromHost({ status, retryAfter: typeof after === "string" ? retryAfterOf({ retryAfter: after }) : undefined }, attempt);
  }
  return answer;
}

async function drained({ body }: Dispatcher.ResponseData): Promise<void> {
  await body.dump({ limit: ERROR_BYTES });
}
