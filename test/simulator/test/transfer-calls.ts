import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Bench } from "./bench";
import { LINUX, type Reply } from "./support";

export const CREATE_TRANSFER = "Vcenter.Vm.Guest.Filesystem.Transfers_create";
export const ESXI_HOST = "esxi-1.simulator.test";

export interface TransferCounts {
  issued: number;
  begun: number;
  ended: number;
  completed: number;
  refused: number;
  open: number;
  most_open: number;
  bytes: { uploaded: number; downloaded: number };
  sockets: { open: number; opened: number; most_open: number };
}

type Change = Record<string, unknown>;

/** POST .../guest/filesystem?action=create */
export function createTransfer(bench: Bench, spec: Change, vm = LINUX, credentials?: Change): Promise<Reply> {
  const body = { credentials: credentials ?? bench.credentials(), spec };
  return bench.call("POST", `/vcenter/vm/${vm}/guest/filesystem?action=create`, body);
}

export async function transferUrl(bench: Bench, spec: Change, vm = LINUX): Promise<string> {
  const reply = await createTransfer(bench, spec, vm);
  assert.equal(reply.status, 201, reply.text);
  return reply.json as string;
}

export function uploadUrl(bench: Bench, path: string, attributes: Change, vm = LINUX): Promise<string> {
  return transferUrl(bench, { path, attributes }, vm);
}

/** A request for a transfer URL, sent to loopback whatever its host; not ended. */
export function openTransfer(
  bench: Bench,
  method: string,
  url: string,
  headers: OutgoingHttpHeaders = {},
): { request: ClientRequest; response: Promise<IncomingMessage> } {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const { ca } = bench.simulator.address;
  const isVcenter = hostname === "*";
  const trust = ca === null ? {} : { ca: readFileSync(ca), ...(isVcenter ? {} : { servername: hostname }) };
  const options = { hostname: "127.0.0.1", port, method, path: pathname + search, agent: false, headers, ...trust };
  const request = protocol === "http:" ? httpRequest(options) : httpsRequest(options);
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve).once("error", reject);
  });
  response.catch(() => undefined);
  return { request, response };
}

export async function transfer(
  bench: Bench,
  method: string,
  url: string,
  body?: Buffer | string,
  headers: OutgoingHttpHeaders = {},
): Promise<Reply> {
  const { request, response } = openTransfer(bench, method, url, headers);
  request.end(body);
  return read(await response);
}

export function get(bench: Bench, url: string): Promise<Reply> {
  return transfer(bench, "GET", url);
}

export function put(bench: Bench, url: string, body: Buffer | string): Promise<Reply> {
  const type = { "content-type": "application/octet-stream" };
  return transfer(bench, "PUT", url, body, { ...type, "content-length": Buffer.byteLength(body) });
}

async function read(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return { status: response.statusCode ?? 0, headers: response.headers, text, json: undefined };
}

/** What is in a file of the guest. */
export async function content(bench: Bench, path: string, vm = LINUX): Promise<string> {
  const reply = await bench.tryControl("GET", `/vms/${vm}/files/content?path=${encodeURIComponent(path)}`);
  assert.equal(reply.status, 200, reply.text);
  return reply.text;
}

export async function transferCounts(bench: Bench): Promise<TransferCounts> {
  return ((await bench.counters()) as unknown as { transfers: TransferCounts }).transfers;
}
