import type { IncomingMessage, ServerResponse } from "node:http";
import type { HangingCalls } from "../world/hanging-calls";
import type { TransferLog, TransferRecord } from "../world/transfer-log";
import type { ListenerName, Ticket, Transfers } from "../world/transfers";
import type { World } from "../world/world";
import type { Fault } from "../world/fault";

/** What serves transfer URLs. */
export interface TransferService {
  world: World;
  hanging: HangingCalls;
  listener: ListenerName;
}

/** One request for a transfer URL that is alive. */
export interface TransferCall {
  service: TransferService;
  request: IncomingMessage;
  response: ServerResponse;
  ticket: Ticket;
  record: TransferRecord;
  fault: Fault | null;
  /** Those of the run of the simulator in which the request came: a reset makes new ones. */
  transfers: Transfers;
  log: TransferLog;
}

/** As ESXi's web server words it, without a vAPI body. */
const TITLES: Record<number, string> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  411: "Length Required",
  500: "Internal Server Error",
};

export function answerHtml(response: ServerResponse, record: TransferRecord, status: number): void {
  const title = `${String(status)} ${TITLES[status] ?? ""}`;
  const headers = { "content-type": "text/html", ...(status === 405 ? { allow: "GET, PUT" } : {}) };
  answerText(response, record, status, headers, `<HTML><BODY><H1>${title}</H1></BODY></HTML>`);
}

/** Node reads what is still to come of the request after that, and the connection stays usable. */
export function answerText(
  response: ServerResponse,
  record: TransferRecord,
  status: number,
  headers: Record<string, string>,
  body: string,
): void {
  record.status = status;
  response.writeHead(status, headers).end(body);
}
