import assert from "node:assert/strict";
import { type Manner, ConnectProxy } from "../support/proxy";
import { SimulatorDriver } from "../support/simulator";
import { ASK, failureOf, passInUndici, POST, RawServer, Transport, trust } from "./transport";

const LOGIN = `Basic ${Buffer.from("proxy-user:proxy-password").toString("base64")}`;

/** What a proxy does instead of making the tunnel. */
const REFUSALS: [manner: Manner, failure: string][] = [
  [403, "not connected to the server: UND_ERR_ABORTED"],
  [502, "not connected to the server: UND_ERR_ABORTED"],
  [302, "not connected to the server: UND_ERR_ABORTED"],
  ["hang up", "not connected to the server: UND_ERR_SOCKET"],
  ["talk nonsense", "not connected to the server: HTTPParserError"],
];

describe("a dispatcher with a proxy", () => {
  let simulator: SimulatorDriver;
  let proxy: ConnectProxy;
  const transport = new Transport();
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  beforeEach(async () => {
    await simulator.reset();
    proxy = await ConnectProxy.start();
  });
  afterEach(async () => {
    await transport.close();
    await proxy.close();
  });
  after(() => simulator.close());

  const use = (login?: string): void => {
    transport.use(trust(simulator), { url: proxy.url, ...(login !== undefined && { login }) });
  };

  it("reaches vCenter through a tunnel, with its own TLS, and gives the proxy no request", async () => {
    use();
    assert.equal((await transport.send(simulator.address.url)).status, 401);
    assert.deepEqual(proxy.asked, [{ target: new URL(simulator.address.url).host, login: undefined }]);
  });

  it("logs in at the proxy, and only there", async () => {
    proxy.login = LOGIN;
    use(LOGIN);
    assert.equal((await transport.send(simulator.address.url)).status, 401);
    assert.equal(proxy.asked[0]?.login, LOGIN);
    const [request] = await simulator.requests();
    assert.equal("proxy-authorization" in (request?.headers ?? {}), false);
  });

  it("leaves the headers of a request as they are", async () => {
    use();
    const request = { ...ASK, headers: Object.freeze({ ...ASK.headers }) };
    assert.equal((await transport.send(simulator.address.url, request)).status, 401);
    assert.deepEqual(Object.keys(request.headers), ["accept"]);
  });

  it("tunnels plain http too", async () => {
    const server = await RawServer.start((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
    });
    use();
    assert.deepEqual(await transport.send(server.url), { status: 200, text: "{}" });
    assert.deepEqual(proxy.asked.length, 1);
    await server.close();
  });

  it("is refused with 407 once when its login is wrong", async () => {
    proxy.login = LOGIN;
    use("Basic d3Jvbmc=");
    assert.equal(
      await failureOf(transport.send(simulator.address.url)),
      "not connected to the server: UND_ERR_ABORTED",
    );
    assert.equal(proxy.connections, 1);
  });

  for (const [manner, failure] of REFUSALS) {
    it(`asks a proxy once that would ${typeof manner === "number" ? `answer ${manner}` : manner}`, async () => {
      proxy.manner = manner;
      use();
      assert.equal(await failureOf(transport.send(simulator.address.url, POST)), failure);
      assert.equal(proxy.connections, 1);
      assert.equal((await simulator.requests()).length, 0);
    });
  }

  it("works again when the proxy does", async () => {
    proxy.manner = "hang up";
    use();
    await failureOf(transport.send(simulator.address.url));
    proxy.manner = "tunnel";
    assert.equal((await transport.send(simulator.address.url)).status, 401);
  });

  it("gives up a proxy that does not answer after 10 s", async () => {
    proxy.manner = "stay silent";
    use();
    const failure = failureOf(transport.send(simulator.address.url));
    await until(() => proxy.asked.length === 1);
    passInUndici(10_000);
    assert.equal(await failure, "not connected to the server: UND_ERR_HEADERS_TIMEOUT");
    assert.equal(proxy.connections, 1);
  });

  it("lets the signal end a request at once while the proxy does not answer", async () => {
    proxy.manner = "stay silent";
    use();
    const controller = new AbortController();
    const failure = failureOf(transport.send(simulator.address.url, ASK, controller.signal));
    await until(() => proxy.asked.length === 1);
    controller.abort("TIMED_OUT");
    assert.equal(await failure, "TIMED_OUT, not written");
  });

  it("knows a request as written when its signal comes after the tunnel", async () => {
    use();
    await simulator.fault({ kind: "hang" });
    const controller = new AbortController();
    const failure = failureOf(transport.send(simulator.address.url, ASK, controller.signal));
    await until(async () => (await simulator.requests()).length === 1);
    controller.abort("TIMED_OUT");
    assert.equal(await failure, "TIMED_OUT, written");
    await until(() => proxy.open === 0);
  });

  it("knows a request as written when the tunnel breaks before the answer", async () => {
    use();
    await simulator.fault({ kind: "lost" });
    assert.equal(await failureOf(transport.send(simulator.address.url)), "UND_ERR_SOCKET");
    assert.equal(proxy.connections, 1);
  });

  it("trusts no certificate behind the tunnel whose CA it does not know", async () => {
    transport.use({}, { url: proxy.url });
    const failure = await failureOf(transport.send(simulator.address.url));
    assert.equal(failure, "not connected to the server: UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    assert.equal(proxy.connections, 1);
  });

  it("trusts no proxy whose CA it does not know, and says that it is the proxy's", async () => {
    transport.use(trust(simulator), { url: simulator.address.url.replace("127.0.0.1", "localhost") });
    const failure = await failureOf(transport.send("https://vc.example.com"));
    assert.equal(failure, "not connected to the proxy: UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    assert.equal((await simulator.counters()).sockets.opened, 1);
  });

  it("says that nobody listens where the proxy should be", async () => {
    const server = await RawServer.start(() => undefined);
    const { url } = server;
    await server.close();
    transport.use({}, { url });
    assert.equal(await failureOf(transport.send(simulator.address.url)), "not connected to the proxy: ECONNREFUSED");
  });

  it("sends nothing with a certificate that cannot be read", async () => {
    transport.use({ cert: "none" }, { url: proxy.url });
    assert.match(await failureOf(transport.send(simulator.address.url)), /^not connected to the server: ERR_OSSL/);
  });

  for (const manner of ["tunnel", "stay silent"] as const) {
    it(`leaves no connection when it is destroyed (${manner})`, async () => {
      proxy.manner = manner;
      use();
      const request = failureOf(transport.send(simulator.address.url));
      await until(() => proxy.asked.length === 1);
      if (manner === "tunnel") {
        await request;
      }
      await transport.close();
      await until(() => proxy.open === 0);
      await request;
    });
  }
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
