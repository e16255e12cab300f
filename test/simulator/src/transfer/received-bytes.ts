import { released } from "./stall";
import type { TransferCall } from "./transfer-call";

/** The server itself ends an upload in the middle. */
export class Interrupted extends Error {}

/** The bytes of an upload as they come, with what a fault does to them. */
export async function* receivedBytes(call: TransferCall): AsyncGenerator<Buffer> {
  const { fault } = call;
  const limit = fault?.bytes ?? 0;
  switch (fault?.kind) {
    case "transfer_cut":
      yield* upTo(limit, counted(call));
      throw new Interrupted("cut by a fault");
    case "transfer_stall":
      yield* stalled(call, limit);
      return;
    case "transfer_short":
      yield* begin(limit, counted(call));
      return;
    default:
      yield* counted(call);
  }
}

async function* counted({ request, record, log, ticket, transfers }: TransferCall): AsyncGenerator<Buffer> {
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (!transfers.runsOn(ticket)) {
      throw new Interrupted("the VM no longer runs");
    }
    log.countBytes(record, chunk.length);
    yield chunk;
  }
}

/** Ends as soon as so many bytes have come, and reads no further. */
async function* upTo(limit: number, bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let read = 0;
  while (read < limit) {
    const next = await bytes.next();
    if (next.done === true) {
      return;
    }
    read += next.value.length;
    yield next.value;
  }
}

/** Lets so many bytes through and drops the rest. */
async function* begin(limit: number, bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const chunk of bytes) {
    const part = chunk.subarray(0, limit - passed);
    passed += part.length;
    yield part;
  }
}

async function* stalled(call: TransferCall, limit: number): AsyncGenerator<Buffer> {
  const bytes = counted(call);
  yield* upTo(limit, bytes);
  await released(call);
  yield* bytes;
}
