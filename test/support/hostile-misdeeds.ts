import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { answer, type Misdeed, PATH } from "./hostile-server";

const OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const BLOCK = 16_384;
const DRIP_MS = 20;

/** Writes something, and nothing more. */
export function says(...parts: (string | Buffer)[]): Misdeed {
  return (socket) => {
    parts.forEach((part) => socket.write(part));
  };
}

/** Writes something, and closes. */
export function saysAndCloses(text: string): Misdeed {
  return (socket) => {
    socket.end(text);
  };
}

/** Goes on as fast as it is read, until it is forgiven: server and client are one process, which has more to do. */
export function floods(begin: string, more: string): Misdeed {
  const block = Buffer.from(more.repeat(Math.ceil(BLOCK / more.length)));
  return (socket) => {
    const pour = (): void => {
      while (socket.writable && socket.write(block));
    };
    socket.on("drain", pour);
    socket.once("forgiven", () => socket.off("drain", pour));
    socket.write(begin);
    pour();
  };
}

/** Goes on for ever, a little at a time, so that no time-out for silence fits. */
export function drips(begin: string, drop: string): Misdeed {
  return (socket: Socket) => {
    socket.write(begin);
    const timer = setInterval(() => {
      socket.write(drop);
    }, DRIP_MS);
    socket.once("close", () => {
      clearInterval(timer);
    });
  };
}

const chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
const zipped = gzipSync(JSON.stringify(PATH));
const path = JSON.stringify(PATH);

/** Answers that never end, and as fast as they are read. */
export const FLOODS: Readonly<Record<string, Misdeed>> = {
  "headers without end": floods(OK, "X-More: more\r\n"),
  "one header without end": floods(`${OK}X-More: `, "more"),
  "a body without end": floods(`${OK}\r\n`, "x"),
  "a body of blank space without end": floods(`${OK}\r\n`, " "),
  "chunks without end": floods(CHUNKED, chunk),
  "trailers without end": floods(`${CHUNKED}0\r\n`, "X-More: more\r\n"),
};

/** The same, but what comes is nothing that a client would keep: only the deadline ends them. */
export const EMPTY_FLOODS: Readonly<Record<string, Misdeed>> = {
  "a status line without end": floods("HTTP/1.1 200 ", "OK"),
  "a chunk extension without end": floods(`${CHUNKED}1;`, "x"),
  "a storm of 102": floods("", "HTTP/1.1 102 Processing\r\n\r\n"),
  "a storm of 103": floods("", "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"),
};

/** Answers that do not come. */
export const SILENCES: Readonly<Record<string, Misdeed>> = {
  "no answer": says(),
  "half of the headers": says("HTTP/1.1 200 OK\r\nContent-"),
  "a length that is never reached": says(answer(200, path, { "Content-Length": "1000" })),
  "a body that drips": drips(`${OK}Content-Length: 100000\r\n\r\n`, " "),
  "chunks that drip": drips(CHUNKED, "1\r\n \r\n"),
  "headers that drip": drips("HTTP/1.1 200 OK\r\n", "X: x\r\n"),
};

/** Answers that break off. */
export const BROKEN: Readonly<Record<string, Misdeed>> = {
  "half of the headers and a close": saysAndCloses("HTTP/1.1 200 OK\r\nContent-"),
  "half of a body and a close": saysAndCloses(answer(200, path, { "Content-Length": "1000" })),
  "half of a chunk and a close": saysAndCloses(`${CHUNKED}400\r\n"/tmp/`),
  "a close": saysAndCloses(""),
  "a storm of 100": floods("", "HTTP/1.1 100 Continue\r\n\r\n"),
  "a switch to another protocol": says("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
};

/** Answers that are none. */
export const SENSELESS: Readonly<Record<string, Misdeed>> = {
  "bytes of HTTP/0.9": saysAndCloses("<html>It works!</html>"),
  "bytes of another protocol": says("SSH-2.0-OpenSSH_9.6\r\n"),
  "an empty 200": says(answer(200, "")),
  "an empty 204": says("HTTP/1.1 204 No Content\r\n\r\n"),
  "a length that cuts the body": says(answer(200, path, { "Content-Length": "5" })),
  "two lengths": says(`${OK}Content-Length: 17\r\nContent-Length: 5\r\n\r\n${path}`),
  "a length below zero": says(`${OK}Content-Length: -1\r\n\r\n${path}`),
  "a length and chunks": says(`${OK}Content-Length: 17\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  "chunks of garbage": says(`${CHUNKED}zz\r\ngarbage\r\n0\r\n\r\n`),
  "a chunk larger than any number": says(`${CHUNKED}${"f".repeat(40)}\r\n`),
  "a NUL in a header": says(`${OK}X-More: \u0000\r\nContent-Length: 17\r\n\r\n${path}`),
  "a body that is zipped": says(`${OK}Content-Encoding: gzip\r\nContent-Length: ${zipped.length}\r\n\r\n`, zipped),
  "bytes that are not UTF-8": says(`${OK}Content-Length: 3\r\n\r\n`, Buffer.from([0xff, 0xfe, 0xfd])),
};
