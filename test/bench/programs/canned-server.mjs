// A vCenter that checks nothing and answers from constants, so that the client is what is measured. It reads HTTP by
// hand: with Node's own server, that server was the slower side (measured), and no ratio would tell of the client.
import { readFileSync } from "node:fs";
import { createServer } from "node:tls";
import { serve, setup } from "./serve.mjs";

const counts = { connections: 0, calls: 0 };

const SESSION = answer("201 Created", JSON.stringify(setup.token));
const LOGGED_OUT = Buffer.from("HTTP/1.1 204 No Content\r\n\r\n");
const CREATED = answer("200 OK", JSON.stringify(setup.path));

function answer(status, body) {
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}

function cpuMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The length of the first request in a text, 0 if it is not complete. */
function requestLength(text) {
  const head = text.indexOf("\r\n\r\n") + 4;
  if (head < 4) {
    return 0;
  }
  const body = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
  return text.length >= head + body ? head + body : 0;
}

function respond(socket, request) {
  if (request.startsWith("POST /api/vcenter/vm/")) {
    counts.calls += 1;
    if (setup.isSilent) {
      return;
    }
    socket.write(CREATED);
  } else {
    socket.write(request.startsWith("DELETE") ? LOGGED_OUT : SESSION);
  }
  if (/\r\nconnection: *close\r\n/i.test(request)) {
    socket.end();
  }
}

const server = createServer({ cert: readFileSync(setup.cert), key: readFileSync(setup.key) }, (socket) => {
  counts.connections += 1;
  let text = "";
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    text += chunk.latin1Slice();
    for (let length = requestLength(text); length > 0; length = requestLength(text)) {
      respond(socket, text.slice(0, length));
      text = text.slice(length);
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  serve({ port: () => server.address().port, counts: () => ({ ...counts, cpuMicros: cpuMicros() }) });
});
