import { placeToUpload } from "../guest/check-transfer";
import type { GuestSession } from "../guest/guest-session";
import type { UploadAttributes } from "../guest/transfer-spec";
import { uploadedAttributes } from "../guest/upload-attributes";
import { sessionOf, statusOf } from "./guest-access";
import { answerHtml, answerText, type TransferCall } from "./transfer-call";
import { Interrupted, receivedBytes } from "./received-bytes";

/** Takes the bytes. Until the last one is there, the guest has the file that it had before. */
export async function upload(call: TransferCall): Promise<boolean> {
  const { ticket, response, record } = call;
  const session = await sessionOf(ticket);
  const refusal = refusedStatus(call, session);
  if (refusal !== null) {
    answerHtml(response, record, refusal);
    return false;
  }
  const blob = session.files.store.next();
  const isThere = await receive(call, session, blob);
  const isPlaced = isThere && (await place(call, session, blob));
  if (!isPlaced) {
    await session.files.store.remove(blob);
  }
  return isPlaced;
}

/** What speaks against the upload before a byte of it is read; null: nothing. */
function refusedStatus({ request, ticket }: TransferCall, session: GuestSession): number | null {
  const length = request.headers["content-length"];
  const attributes = attributesOf(ticket.spec);
  if (length === undefined) {
    return 411;
  }
  // Field: guest-temp-files.md section 6.
  if (Number(length) === 0) {
    return 500;
  }
  return Number(length) === attributes.size ? targetStatus(session, ticket.spec.path, attributes) : 400;
}

function targetStatus(session: GuestSession, path: string, attributes: UploadAttributes): number | null {
  try {
    placeToUpload(session, path, attributes);
    return null;
  } catch (error) {
    return statusOf(error);
  }
}

function attributesOf({ attributes }: TransferCall["ticket"]["spec"]): UploadAttributes {
  if (attributes === undefined) {
    throw new Error("A download has no attributes");
  }
  return attributes;
}

async function receive(call: TransferCall, { files }: GuestSession, blob: number): Promise<boolean> {
  const { request, response } = call;
  try {
    await files.store.writeFrom(blob, receivedBytes(call));
    return true;
  } catch (error) {
    if (!(error instanceof Interrupted) && request.errored === null) {
      throw error;
    }
    response.destroy();
    return false;
  }
}

async function place(call: TransferCall, session: GuestSession, blob: number): Promise<boolean> {
  const { response, record, ticket, transfers, service } = call;
  const { path } = ticket.spec;
  const attributes = attributesOf(ticket.spec);
  if (!transfers.runsOn(ticket)) {
    response.destroy();
    return false;
  }
  try {
    const target = placeToUpload(session, path, attributes);
    const now = service.world.clock.now();
    await session.files.placeFile(target, blob, uploadedAttributes(session, attributes, now));
    answerText(response, record, 200, {}, "");
    return true;
  } catch (error) {
    answerHtml(response, record, statusOf(error));
    return false;
  }
}
