import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { type Reply, useBench } from "./support";

describe("faults of a connection", () => {
  const bench = useBench();
  const port = (): number => Number(new URL(bench().simulator.url).port);

  it("tls_reset: reset in the handshake", async () => {
    await bench().fault({ kind: "tls_reset" });
    const raw = await opened(port());
    raw.write("hello");
    assert.equal(await errorOf(raw), "ECONNRESET");
    await bench().fault({ kind: "tls_reset" });
    await assert.rejects(freshConnection(), { code: "ECONNRESET" });
    assert.equal((await freshConnection()).status, 401);
  });

  it("refuse_connection: reset as soon as it is accepted", async () => {
    await bench().fault({ kind: "refuse_connection", after: 1, times: 2 });
    assert.equal((await freshConnection()).status, 401);
    assert.equal(await errorOf(connect(port(), "127.0.0.1")), "ECONNRESET");
    await assert.rejects(freshConnection(), { code: "ECONNRESET" });
    assert.equal((await freshConnection()).status, 401);
  });

  it("are no calls", async () => {
    await bench().fault({ kind: "refuse_connection" });
    await assert.rejects(freshConnection());
    assert.equal((await bench().counters()).calls["Cis.Session_get"], undefined);
  });

  function freshConnection(): Promise<Reply> {
    return bench().send("GET", "/api/session", undefined, {}, bench().newAgent());
  }
});

function opened(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      resolve(socket);
    });
  });
}

/** The code of the error with which a connection ends; undefined if it ends well. */
function errorOf(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.once("error", ({ code }: NodeJS.ErrnoException) => {
      resolve(code);
    });
    socket.once("close", () => {
      resolve(undefined);
    });
    socket.resume();
  });
}
