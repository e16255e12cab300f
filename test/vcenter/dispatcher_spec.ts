import assert from "node:assert/strict";
import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import sinon from "sinon";
import { NotConnected } from "../../src/vcenter/connector";
import { GET_SESSION, SimulatorDriver } from "../support/simulator";
import { ASK, failureOf, passInUndici, RawServer, Transport, trust } from "./transport";

/** Every call, once, as the simulator's faults break it. */
const BROKEN: [kind: string, failure: string][] = [
  ["tls_reset", "not connected to the server: ECONNRESET"],
  ["refuse_connection", "not connected to the server: ECONNRESET"],
  ["cut", "UND_ERR_SOCKET"],
  ["lost", "UND_ERR_SOCKET"],
  ["truncated", "UND_ERR_SOCKET"],
  ["endless", "UND_ERR_RES_EXCEEDED_MAX_SIZE"],
  ["endless_headers", "UND_ERR_HEADERS_OVERFLOW"],
];

describe("a dispatcher", () => {
  let simulator: SimulatorDriver;
  const transport = new Transport();
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  beforeEach(() => simulator.reset());
  afterEach(() => transport.close());
  after(() => simulator.close());

  it("connects with the first request and keeps the connection for the next", async () => {
    transport.use(trust(simulator));
    const before = await simulator.counters();
    assert.equal((await transport.send(simulator.address.url)).status, 401);
    await turn();
    await transport.send(simulator.address.url);
    const after = await simulator.counters();
    assert.equal(before.sockets.opened, 0);
    assert.equal(after.sockets.opened, 1);
  });

  for (const [kind, failure] of BROKEN) {
    it(`reports ${kind} as ${failure}, after one connection`, async () => {
      transport.use(trust(simulator));
      await simulator.fault({ kind });
      assert.equal(await failureOf(transport.send(simulator.address.url)), failure);
      assert.equal((await simulator.counters()).sockets.opened, 1);
    });
  }

  for (const kind of ["hang", "drip"]) {
    it(`lets the signal end a request that meets ${kind}, and closes its socket`, async () => {
      transport.use(trust(simulator));
      await simulator.fault({ kind, ...(kind === "drip" && { interval_ms: 5 }) });
      const controller = new AbortController();
      const failure = failureOf(transport.send(simulator.address.url, ASK, controller.signal));
      await until(async () => (await simulator.calls(GET_SESSION)) === 1);
      controller.abort("TIMED_OUT");
      assert.equal(await failure, "TIMED_OUT, written");
      await until(async () => (await simulator.counters()).sockets.open === 0);
    });
  }

  it("connects anew after a failure", async () => {
    transport.use(trust(simulator));
    await simulator.fault({ kind: "tls_reset" });
    await failureOf(transport.send(simulator.address.url));
    assert.equal((await transport.send(simulator.address.url)).status, 401);
  });

  it("trusts no certificate whose CA it does not know", async () => {
    transport.use({});
    assert.equal(
      await failureOf(transport.send(simulator.address.url)),
      "not connected to the server: UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    );
    assert.equal(await simulator.calls(GET_SESSION), 0);
  });

  it("trusts no certificate of another name, and tries it once", async () => {
    transport.use({ ...trust(simulator), servername: "other.example.com" });
    assert.equal(
      await failureOf(transport.send(simulator.address.url)),
      "not connected to the server: ERR_TLS_CERT_ALTNAME_INVALID",
    );
    assert.equal((await simulator.counters()).sockets.opened, 1);
  });

  it("trusts what the TLS configuration lets it trust", async () => {
    transport.use({ rejectUnauthorized: false });
    assert.equal((await transport.send(simulator.address.url)).status, 401);
  });

  for (const [what, tls] of [
    ["certificate", { cert: "none" }],
    ["key store", { pfx: "none" }],
  ] as const) {
    it(`sends nothing with a ${what} that cannot be read`, async () => {
      transport.use(tls);
      await assert.rejects(transport.send(simulator.address.url), NotConnected);
      assert.equal((await simulator.counters()).sockets.opened, 0);
    });
  }

  it("is told of a name that does not exist", async () => {
    const lookup = sinon.stub().callsFake((_host, _options, callback: (error: Error) => void) => {
      callback(Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }));
    });
    transport.use({ lookup } as object);
    assert.equal(await failureOf(transport.send("https://vc.invalid")), "not connected to the server: ENOTFOUND");
    sinon.assert.calledOnceWithMatch(lookup, "vc.invalid");
  });

  for (const code of ["UND_ERR_SOCKET", "UND_ERR_INFO"]) {
    it(`does not try again and again when connecting fails with ${code}`, async () => {
      const lookup = sinon.stub().callsFake((_host, _options, callback: (error: Error) => void) => {
        setImmediate(callback, Object.assign(new Error("x"), { code }));
      });
      transport.use({ lookup } as object);
      assert.equal(await failureOf(transport.send("https://vc.invalid")), `not connected to the server: ${code}`);
      sinon.assert.calledOnce(lookup);
    });
  }

  it("is told that nobody listens", async () => {
    const server = await RawServer.start(() => undefined);
    const { port } = server;
    await server.close();
    assert.equal(
      await failureOf(transport.send(`https://127.0.0.1:${port}`)),
      "not connected to the server: ECONNREFUSED",
    );
  });

  describe("of a server that does not answer the TLS handshake", () => {
    let server: RawServer;
    beforeEach(async () => {
      server = await RawServer.start((socket) => socket.resume());
    });
    afterEach(() => server.close());

    it("lets the signal end a request at once, as not written", async () => {
      const controller = new AbortController();
      const failure = failureOf(transport.send(`https://127.0.0.1:${server.port}`, ASK, controller.signal));
      await server.connected();
      controller.abort("TIMED_OUT");
      assert.equal(await failure, "TIMED_OUT, not written");
      assert.equal(server.sockets[0]?.closed, false);
    });

    it("gives up after 10 s and leaves no socket", async () => {
      const failure = failureOf(transport.send(`https://127.0.0.1:${server.port}`));
      await server.connected();
      passInUndici(10_000);
      assert.equal(await failure, "not connected to the server: UND_ERR_CONNECT_TIMEOUT");
      await once(server.sockets[0]!, "close");
      assert.equal(server.sockets.length, 1);
    });

    it("can be destroyed while it connects", async () => {
      const failure = failureOf(transport.send(`https://127.0.0.1:${server.port}`));
      await server.connected();
      await transport.close();
      assert.equal(await failure, "not connected to the server: UND_ERR_DESTROYED");
    });
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    // Each look is a request of its own.
  }
}
