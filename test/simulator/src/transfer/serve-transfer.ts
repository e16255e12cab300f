import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { TransferRecord } from "../world/transfer-log";
import type { Ticket, Transfers } from "../world/transfers";
import { download } from "./download";
import { readGuestFileUrl, violationsOf } from "./guest-file-url";
import { answerHtml, answerText, type TransferCall, type TransferService } from "./transfer-call";
import { upload } from "./upload";

/** Serves `/guestFile?id=..&token=..`, and nothing else: CONTRACT.md section 5. */
export function transferListener(service: TransferService): RequestListener {
  return (request, response) => {
    void serve(service, request, response).catch((error: unknown) => {
      service.world.journal.addViolation(`internal error of a transfer: ${String(error)}`);
      response.destroy();
    });
  };
}

async function serve(service: TransferService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { transfers, transferLog: log, faults, pauses, settings } = service.world;
  const record = newRecord(service, request);
  log.add(record);
  await pauses.wait(settings.latency_ms);
  const ticket = claim(transfers, record);
  if (typeof ticket === "number") {
    log.countRefused();
    record.ended = true;
    answerHtml(response, record, ticket);
    return;
  }
  const fault = faults.takeForTransfer(ticket.direction, ticket.machine.config.vm);
  await run({ service, request, response, ticket, record, fault, transfers, log });
}

const METHODS: Record<Ticket["direction"], string> = { upload: "PUT", download: "GET" };

/** The ticket that the request means, taken into use; or the status with which it is refused. */
function claim(transfers: Transfers, record: TransferRecord): Ticket | 404 | 405 {
  const url = readGuestFileUrl(record.path);
  const ticket = url === null ? null : transfers.claim(url.id, url.token, record.listener);
  if (ticket === null) {
    return 404;
  }
  const { id, direction, machine } = ticket;
  Object.assign(record, { id, direction, vm: machine.config.vm });
  if (record.method === METHODS[direction]) {
    return ticket;
  }
  transfers.release(ticket, false);
  return 405;
}

function newRecord({ listener }: TransferService, request: IncomingMessage): TransferRecord {
  const { method = "", url: path = "", headers } = request;
  const unknown = { id: null, vm: null, direction: null, status: null, bytes: 0, ended: false };
  return { ...unknown, listener, method, path, headers: { ...headers }, violations: violationsOf(request) };
}

async function run(call: TransferCall): Promise<void> {
  const { ticket, record, transfers, log } = call;
  let completed = false;
  log.begin();
  try {
    completed = await transfer(call);
  } finally {
    transfers.release(ticket, completed);
    record.ended = true;
    log.end(completed);
  }
}

/** True: the bytes have gone over, as far as the server knows. */
async function transfer(call: TransferCall): Promise<boolean> {
  const { response, record, ticket, fault } = call;
  if (fault?.kind === "transfer_answer") {
    answerText(response, record, fault.status ?? 500, fault.headers ?? {}, fault.body ?? "");
    return false;
  }
  return ticket.direction === "upload" ? upload(call) : download(call);
}
