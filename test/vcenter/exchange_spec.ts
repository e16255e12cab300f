import assert from "node:assert/strict";
import { getEventListeners, once } from "node:events";
import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { Flight } from "../../src/vcenter/flight";
import { ASK, failureOf, POST, RawServer, Transport } from "./transport";

const OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n";

/** Calls back with each request on a socket, as it stood on the wire. */
function onRequest(socket: Socket, answer: (text: string) => void): void {
  socket.setEncoding("latin1").on("data", answer);
}

describe("one request and its answer", () => {
  let server: RawServer | undefined;
  const transport = new Transport();
  const controller = () => new AbortController();

  afterEach(async () => {
    await transport.close();
    await server?.close();
    server = undefined;
  });

  it("is sent as given, and no header is added that asks for compression", async () => {
    let wire = "";
    server = await RawServer.start((socket) => {
      onRequest(socket, (text) => {
        wire += text;
        socket.write(`${OK}"ü"`, "utf8");
      });
    });

    const answer = await transport.send(server.url, { ...POST, body: '"ü"' });

    assert.deepEqual(answer, { status: 200, text: '"ü"' });
    const [head = "", body] = wire.split("\r\n\r\n");
    assert.deepEqual(head.split("\r\n"), [
      `POST ${POST.path} HTTP/1.1`,
      `host: 127.0.0.1:${server.port}`,
      "connection: keep-alive",
      "content-type: application/json",
      "content-length: 4",
    ]);
    assert.equal(Buffer.from(body ?? "", "latin1").toString("utf8"), '"ü"');
  });

  it("waits for the answer behind an early hint", async () => {
    server = await RawServer.start((socket) => {
      onRequest(socket, () => socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}true`));
    });
    assert.deepEqual(await transport.send(server.url), { status: 200, text: "true" });
  });

  it("follows no redirect", async () => {
    server = await RawServer.start((socket) => {
      onRequest(socket, () =>
        socket.write("HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
      );
    });
    assert.deepEqual(await transport.send(server.url, POST), { status: 307, text: "" });
  });

  for (const [headers, expected] of [
    ["Retry-After: 7", { retryAfter: "7" }],
    ["retry-after: Fri, 02 Jan 2026 03:04:35 GMT", { retryAfter: "Fri, 02 Jan 2026 03:04:35 GMT" }],
    ["Retry-After: 7\r\nRetry-After: 8", {}],
  ] as const) {
    it(`gives the wait that the server asks for as it was sent, one alone: ${JSON.stringify(headers)}`, async () => {
      server = await RawServer.start((socket) => {
        onRequest(socket, () => socket.write(`HTTP/1.1 429 Slow Down\r\n${headers}\r\nContent-Length: 0\r\n\r\n`));
      });
      assert.deepEqual(await transport.send(server.url), { status: 429, text: "", ...expected });
    });
  }

  it("leaves nothing on a signal that others use too", async () => {
    server = await RawServer.start((socket) => {
      onRequest(socket, () => socket.write(`${OK}true`));
    });
    const { signal } = controller();
    await transport.send(server.url, ASK, signal);
    await failureOf(transport.send("http://127.0.0.1:1", ASK, signal));
    assert.deepEqual(getEventListeners(signal, "abort"), []);
  });

  it("is not sent if its signal has come already", async () => {
    server = await RawServer.start(() => undefined);
    assert.equal(
      await failureOf(transport.send(server.url, ASK, AbortSignal.abort("TIMED_OUT"))),
      "TIMED_OUT, not written",
    );
    assert.equal(server.sockets.length, 0);
  });

  it("is known as written when its signal comes after it was sent, and its socket is closed", async () => {
    const { signal, abort } = bound(controller());
    server = await RawServer.start((socket) => {
      onRequest(socket, () => {
        abort("TIMED_OUT");
      });
    });
    assert.equal(await failureOf(transport.send(server.url, POST, signal)), "TIMED_OUT, written");
    await closed(server.sockets[0]);
  });

  it("is known as written when its signal comes in the middle of the answer", async () => {
    const { signal, abort } = bound(controller());
    server = await RawServer.start((socket) => {
      onRequest(socket, () => {
        socket.write(`${OK}tr`, () => {
          abort("CLOSED");
        });
      });
    });
    assert.equal(await failureOf(transport.send(server.url, POST, signal)), "CLOSED, written");
  });

  it("is known as not written, and never sent, when its signal comes before the connection stands", async () => {
    let received = "";
    server = await RawServer.start((socket) => {
      onRequest(socket, (text) => (received += text));
    });
    const { signal, abort } = bound(controller());
    const failure = failureOf(transport.send(server.url, POST, signal));
    abort("TIMED_OUT");
    assert.equal(await failure, "TIMED_OUT, not written");
    await server.connected();
    await closed(server.sockets[0]);
    assert.equal(received, "");
  });

  it("is known as written when the connection breaks before the answer", async () => {
    server = await RawServer.start((socket) => {
      onRequest(socket, () => socket.destroy());
    });
    assert.equal(await failureOf(transport.send(server.url, POST)), "UND_ERR_SOCKET");
    assert.equal(server.sockets.length, 1);
  });

  it("is known as not written when a kept connection turns out to be dead before it is used again", async () => {
    server = await RawServer.start((socket) => {
      onRequest(socket, () => socket.write(`${OK}true`));
    });
    await transport.send(server.url, POST);
    await setImmediate();
    server.sockets[0]?.resetAndDestroy();
    assert.equal(await failureOf(transport.send(server.url, POST)), "not connected to the server: ECONNRESET");
  });

  it("is known as not written when the dispatcher has been closed", async () => {
    server = await RawServer.start(() => undefined);
    transport.use({});
    await transport.destroy();
    assert.equal(await failureOf(transport.send(server.url, POST)), "not connected to the server: UND_ERR_DESTROYED");
    assert.equal(server.sockets.length, 0);
  });
});

describe("a flight that watches a request", () => {
  let server: RawServer;
  let flight: Flight;
  const transport = new Transport();
  const started = async (serve: (socket: Socket) => void): Promise<void> => {
    server = await RawServer.start(serve);
  };

  beforeEach(() => {
    flight = new Flight();
  });
  afterEach(async () => {
    await transport.close();
    await server.close();
  });

  it("is told when it is written: then its end leaves it to its answer", async () => {
    let write = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      write = resolve;
    });
    await started((socket) => {
      onRequest(socket, () => {
        write();
        void setImmediate().then(() => socket.write(`${OK}true`));
      });
    });
    const answer = transport.send(server.url, POST, flight);
    await arrived;
    assert.equal(flight.end("TIMED_OUT"), true);
    assert.deepEqual(await answer, { status: 200, text: "true" });
  });

  it("is not told of one that waits for its connection: then its end is that of the request", async () => {
    let received = "";
    await started((socket) => {
      onRequest(socket, (text) => (received += text));
    });
    const failure = failureOf(transport.send(server.url, POST, flight));
    assert.equal(flight.end("RESET"), false);
    assert.equal(await failure, "RESET, not written");
    await server.connected();
    await closed(server.sockets[0]);
    assert.equal(received, "");
  });

  it("is not told of one that gets no connection", async () => {
    await started(() => undefined);
    await failureOf(transport.send("http://127.0.0.1:1", POST, flight));
    assert.equal(flight.end("TIMED_OUT"), false);
  });

  it("closes the connection of a written request when nobody waits for it any more", async () => {
    await started((socket) => {
      onRequest(socket, () => {
        flight.end("TIMED_OUT");
        flight.abort("CLOSED");
      });
    });
    assert.equal(await failureOf(transport.send(server.url, POST, flight)), "CLOSED, written");
    await closed(server.sockets[0]);
  });

  it("has no effect on a request that has had its answer", async () => {
    await started((socket) => {
      onRequest(socket, () => socket.write(`${OK}true`));
    });
    await transport.send(server.url, POST, flight);
    flight.abort("RESET");
    await setImmediate();
    await transport.send(server.url, POST);
    assert.equal(server.sockets.length, 1);
  });
});

function bound(controller: AbortController): { signal: AbortSignal; abort: (reason: string) => void } {
  return {
    signal: controller.signal,
    abort: (reason) => {
      controller.abort(reason);
    },
  };
}

async function closed(socket: Socket | undefined): Promise<void> {
  if (socket?.closed === false) {
    await once(socket, "close");
  }
}
