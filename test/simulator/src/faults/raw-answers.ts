import type { ServerResponse } from "node:http";

/** Answers that no server should give, written past the framework. Each ends when the client goes. */

/** The answer stops in the middle although `Content-Length` promised more. */
export function truncated(response: ServerResponse, status: number, body: string): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length + PROMISED_MORE });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
    response.destroy();
  });
}

const PROMISED_MORE = 64;

/** One byte at a time, for ever. */
export function drip(response: ServerResponse, intervalMs: number): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  const timer = setInterval(() => response.write(" "), intervalMs);
  response.once("close", () => {
    clearInterval(timer);
  });
}

const CHUNK = Buffer.alloc(16 * 1024, " ");

/** A body without end, as fast as the client reads. */
export function endless(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  pourInto(response, CHUNK);
}

const HEADER_LINE = Buffer.from(`x-more: ${"x".repeat(1000)}\r\n`);

/** Header lines without end. */
export function endlessHeaders(response: ServerResponse): void {
  const { socket } = response;
  if (socket !== null) {
    socket.write("HTTP/1.1 200 OK\r\n");
    pourInto(socket, HEADER_LINE);
  }
}

/** Writes until the other side is full, and goes on when it has room: memory stays bounded. */
function pourInto(target: NodeJS.WritableStream & { destroyed: boolean }, chunk: Buffer): void {
  const pour = (): void => {
    while (!target.destroyed && target.write(chunk)) {
      // As long as the other side takes it.
    }
  };
  target.on("drain", pour);
  target.on("error", () => undefined);
  pour();
}
