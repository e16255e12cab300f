import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { BlobStore } from "../guest/blob-store";
import { fileToDownload } from "../guest/check-transfer";
import type { GuestSession } from "../guest/guest-session";
import { type DownloadPlan, planDownload } from "./download-plan";
import { sessionOf, statusOf } from "./guest-access";
import { released } from "./stall";
import { answerHtml, type TransferCall } from "./transfer-call";

/** Sends the file as it is now: one that grew or shrank since the call has another length, and that is all. */
export async function download(call: TransferCall): Promise<boolean> {
  const session = await sessionOf(call.ticket);
  const { store } = session.files;
  const blob = heldBlob(call, session);
  if (blob === null) {
    return false;
  }
  try {
    return await sendBlob(call, store, blob);
  } finally {
    await store.release(blob);
  }
}

function heldBlob({ ticket, response, record }: TransferCall, session: GuestSession): number | null {
  try {
    const { blob } = fileToDownload(session, ticket.spec.path);
    session.files.store.hold(blob);
    return blob;
  } catch (error) {
    answerHtml(response, record, statusOf(error));
    return null;
  }
}

async function sendBlob(call: TransferCall, store: BlobStore, blob: number): Promise<boolean> {
  const { response, record, fault } = call;
  const plan = planDownload(await store.size(blob), fault);
  record.status = 200;
  response.writeHead(200, headersOf(plan));
  response.flushHeaders();
  return send(call, plan, (start, length) => store.read(blob, start, length));
}

/** With a length that is not true, nothing else can follow on the connection. */
function headersOf({ contentLength, total }: DownloadPlan): Record<string, string | number> {
  const type = { "content-type": "application/octet-stream", "content-length": contentLength };
  return contentLength === total ? type : { ...type, connection: "close" };
}

async function send(
  call: TransferCall,
  { first, then, total }: DownloadPlan,
  read: (start: number, length: number) => AsyncIterable<Buffer>,
): Promise<boolean> {
  const { response } = call;
  const begun = await pour(call, read(0, first));
  if (then === "cut") {
    // Not destroyed at once: what has been written must arrive.
    response.socket?.destroySoon();
    return false;
  }
  if (then === "stall") {
    await released(call);
  }
  return begun && (await pour(call, read(first, total - first))) && finish(response);
}

/** Writes as fast as the client reads; false: it has gone, or the VM no longer runs. */
async function pour({ response, record, log, ticket, transfers }: TransferCall, bytes: AsyncIterable<Buffer>): Promise<boolean> {
  for await (const chunk of bytes) {
    if (response.destroyed || !transfers.runsOn(ticket)) {
      response.destroy();
      return false;
    }
    log.countBytes(record, chunk.length);
    if (!response.write(chunk)) {
      await room(response);
    }
  }
  return !response.destroyed;
}

async function room(response: ServerResponse): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]);
  stop.abort();
}

/** True when all has been handed to the network. */
async function finish(response: ServerResponse): Promise<boolean> {
  const closed = once(response, "close");
  response.end();
  await closed;
  return response.writableFinished;
}
