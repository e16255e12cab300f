import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import sinon from "sinon";
import { createClient } from "../../src/vcenter/client";
import { createDispatcher } from "../../src/vcenter/dispatcher";
import { parseServer } from "../../src/vcenter/server-address";
import { BASIC, MockVCenter, PASSWORD, type Reply, UNAUTHENTICATED, USERNAME } from "./mock-vcenter";
import { RawServer } from "./transport";

const FRONT = "a proxy in front of it answers HTTP 503";
const BUSY = { error_type: "SERVICE_UNAVAILABLE", messages: [] };

describe("the question whether vCenter can be reached", () => {
  let vcenter: MockVCenter;
  beforeEach(() => {
    vcenter = new MockVCenter();
  });
  afterEach(() => vcenter.client.close(5_000));

  it("is one GET that carries no secret and needs no login", async () => {
    vcenter.session = () => UNAUTHENTICATED;
    assert.equal(await vcenter.client.outage(), undefined);
    const [question, ...others] = vcenter.sent;
    assert.deepEqual(others, []);
    assert.deepEqual([question?.method, question?.path, question?.body], ["GET", "/api/session", undefined]);
    assert.deepEqual(Object.keys(question?.headers ?? {}).sort(), ["accept", "vapi-ctx-opid", "x-request-id"]);
  });

  it("does not carry the token or the login of a session that stands", async () => {
    await vcenter.create();
    await vcenter.client.outage();
    const text = JSON.stringify(vcenter.of("GET", "/api/session"));
    assert.doesNotMatch(text, /authorization|vmware-api-session-id/i);
    for (const secret of ["token-1", BASIC, PASSWORD]) {
      assert.ok(!text.includes(secret), secret);
    }
  });

  it("has a new operation id each time", async () => {
    await vcenter.client.outage();
    await vcenter.client.outage();
    const ids = vcenter.sent.map(({ headers }) => headers["vapi-ctx-opid"]);
    assert.equal(new Set(ids).size, 2);
    assert.deepEqual(
      ids,
      vcenter.sent.map(({ headers }) => headers["x-request-id"]),
    );
  });

  it("is asked although the login was refused, and changes nothing of that", async () => {
    vcenter.session = () => UNAUTHENTICATED;
    await assert.rejects(vcenter.create(), { code: "UNAUTHENTICATED" });
    assert.equal(await vcenter.client.outage(), undefined);
    await assert.rejects(vcenter.create(), { code: "UNAUTHENTICATED" });
    assert.equal(vcenter.of("POST", "/api/session").length, 1);
  });

  const answers: [what: string, reply: Reply, outage?: string][] = [
    ["401", UNAUTHENTICATED],
    ["401 with html", { status: 401, body: "<html>" }],
    ["200", { status: 200, body: { user: "x" } }],
    ["307", { status: 307 }],
    ["403", { status: 403 }],
    ["404", { status: 404, body: "<html>" }],
    ["429", { status: 429 }],
    ["500", { status: 500, body: "<html>" }],
    ["501", { status: 501 }],
    ["505", { status: 505 }],
    ["502 with a vAPI error", { status: 502, body: BUSY }],
    ["503 with a vAPI error", { status: 503, body: BUSY }],
    ["504 with a vAPI error", { status: 504, body: BUSY }],
    ["502 with html", { status: 502, body: "<html>" }, FRONT],
    ["503 with other JSON", { status: 503, body: { error: "down" } }, FRONT],
    ["503 without a body", { status: 503 }, FRONT],
    ["504 with html", { status: 504, body: "<html>" }, FRONT],
    ["no healthy upstream", { status: 503, body: " no healthy upstream" }, FRONT],
  ];
  for (const [what, reply, outage] of answers) {
    it(`is answered by ${what}: ${outage === undefined ? "yes" : "no"}`, async () => {
      vcenter.session = () => reply;
      assert.equal(await vcenter.client.outage(), outage?.replace("503", String(reply.status)));
    });
  }

  describe("at a server", () => {
    let server: RawServer;
    const clientOf = (url: string) =>
      createClient({
        dispatcher: createDispatcher({}),
        server: parseServer(url),
        username: USERNAME,
        password: PASSWORD,
      });

    it("is no if nothing listens there", async () => {
      server = await RawServer.start(() => undefined);
      const { url } = server;
      await server.close();
      const client = clientOf(url);
      assert.equal(await client.outage(), "the server accepts no connections at this address (ECONNREFUSED)");
      await client.close(0);
    });

    it("is no if the server hangs up, without a second connection", async () => {
      server = await RawServer.start((socket) => {
        socket.on("data", () => socket.destroy());
      });
      const client = clientOf(server.url);
      assert.equal(await client.outage(), "the connection ended before the answer was complete (UND_ERR_SOCKET)");
      assert.equal(server.sockets.length, 1);
      await client.close(0);
      await server.close();
    });

    it("is no if what it speaks is not HTTP", async () => {
      server = await RawServer.start((socket) => {
        socket.on("data", () => socket.write("hello\r\n\r\n"));
      });
      const client = clientOf(server.url);
      assert.equal(await client.outage(), "the answer is not HTTP");
      await client.close(0);
      await server.close();
    });
  });

  it("is no after 5 s of silence, and leaves no timer behind", async () => {
    const clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      vcenter.session = () => ({ status: 200, after: new Promise(() => undefined) });
      let hasAnswer = false;
      const asking = vcenter.client.outage().finally(() => (hasAnswer = true));
      await clock.tickAsync(4_999);
      await setImmediate();
      assert.equal(hasAnswer, false);
      await clock.tickAsync(1);
      assert.equal(await asking, "there was no answer within the timeout");
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.restore();
    }
  });
});
