// A vCenter and an ESXi host in one, which answer from constants: it keeps no byte of what is uploaded, and what it
// sends is zeros, so that the client is what is measured.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { serve, setup } from "./serve.mjs";

const PART = Buffer.alloc(65_536);

function* zeros(size) {
  for (let left = size; left > 0; left -= PART.length) {
    yield left < PART.length ? PART.subarray(0, left) : PART;
  }
}

function json(response, status, value) {
  const body = JSON.stringify(value);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}

async function drained(request) {
  request.resume();
  await once(request, "end");
}

const FILES = { files: [{ filename: setup.guestPath, type: "FILE", size: setup.size }], total: 1, status: "END_OF_DATA" };

async function answer(request, response) {
  if (request.method === "GET" && request.url.startsWith("/guestFile")) {
    response.writeHead(200, { "content-length": setup.size });
    await pipeline(Readable.from(zeros(setup.size)), response);
    return;
  }
  await drained(request);
  if (request.url.startsWith("/guestFile")) {
    response.writeHead(200, { "content-length": 0 }).end();
  } else if (request.url.endsWith("/filesystem?action=create")) {
    json(response, 201, `https://127.0.0.1:${server.address().port}/guestFile?id=1&token=00000000-0000-4000-8000-0000000000001`);
  } else if (request.url.endsWith("?action=list")) {
    json(response, 200, FILES);
  } else {
    json(response, 201, setup.token);
  }
}

const server = createServer({ cert: readFileSync(setup.cert), key: readFileSync(setup.key) }, (request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, "127.0.0.1", () => {
  serve({ port: () => server.address().port });
});
