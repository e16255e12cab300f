import assert from "node:assert/strict";
import sinon from "sinon";
import { Flight } from "../../src/vcenter/flight";
import { errorOf, MockVCenter, type Reply, UNAUTHENTICATED } from "./mock-vcenter";

const NOW = Date.parse("2026-01-02T03:04:05.000Z");

const vapi = (status: number, type: string): Reply => ({ status, body: { error_type: type, messages: [] } });

describe("a login that vCenter refuses", () => {
  let clock: sinon.SinonFakeTimers;
  let vcenter: MockVCenter;
  const logins = (): number => vcenter.of("POST", "/api/session").length;
  const list = (): Promise<unknown> => vcenter.client.listVms({}, new Flight());

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: NOW, toFake: ["performance", "Date"] });
    vcenter = new MockVCenter();
  });
  afterEach(async () => {
    clock.restore();
    await vcenter.client.close(5_000);
  });

  const holding: [what: string, reply: Reply, code: string, seconds: number, retryable: boolean][] = [
    ["401", UNAUTHENTICATED, "UNAUTHENTICATED", 300, false],
    ["401 without a vAPI error", { status: 401 }, "UNAUTHENTICATED", 300, false],
    ["403", vapi(403, "UNAUTHORIZED"), "UNAUTHORIZED", 300, false],
    ["403 without a vAPI error", { status: 403, body: "<html>" }, "UNAUTHORIZED", 300, false],
    ["503", vapi(503, "SERVICE_UNAVAILABLE"), "SERVICE_UNAVAILABLE", 30, true],
  ];
  for (const [what, reply, code, seconds, retryable] of holding) {
    it(`by ${what} is not tried again for ${seconds} s`, async () => {
      vcenter.session = () => reply;
      const retryAt = new Date(NOW + seconds * 1_000).toISOString();
      const errors = [await errorOf(list()), await errorOf(vcenter.create())];
      clock.tick(seconds * 1_000 - 1);
      errors.push(await errorOf(vcenter.create()));
      for (const { message, code: given, cause } of errors) {
        assert.deepEqual([given, cause.subject, cause.outcome], [code, "session", "not_done"]);
        assert.deepEqual([cause.retryable, cause.data?.retryAt], [retryable, retryAt]);
        assert.ok(message.includes(` It is not tried again before ${retryAt.replace(/\.\d+Z$/, "Z")}, unless it is corrected`), message);
      }
      assert.equal(logins(), 1);
      clock.tick(1);
      await errorOf(list());
      assert.equal(logins(), 2);
      assert.deepEqual(vcenter.calls, []);
    });
  }

  const passing: [what: string, reply: Reply][] = [
    ["503 without a vAPI error", { status: 503, body: "<html>" }],
    ["no healthy upstream", { status: 503, body: " no healthy upstream" }],
    ["502", { status: 502 }],
    ["429 without a vAPI error", { status: 429 }],
    ["404", { status: 404, body: "<html>" }],
    ["a redirect", { status: 302 }],
    ["a proxy's 407", { status: 407 }],
    ["500", vapi(500, "INTERNAL_SERVER_ERROR")],
    ["a token that makes no sense", { status: 201, body: "" }],
  ];
  for (const [what, reply] of passing) {
    it(`is not what it is after ${what}: the next call tries again`, async () => {
      vcenter.session = () => reply;
      const { message, cause } = await errorOf(list());
      assert.equal(cause.data?.retryAt, undefined);
      assert.doesNotMatch(message, /not tried again/);
      await errorOf(vcenter.create());
      assert.equal(logins(), 2);
    });
  }

  it("is forgotten when the next try succeeds", async () => {
    vcenter.session = () => UNAUTHENTICATED;
    await errorOf(vcenter.create());
    vcenter.session = ({ method }) => ({ status: method === "POST" ? 201 : 204, body: "token-2" });
    await errorOf(vcenter.create());
    clock.tick(300_000);
    await Promise.all([vcenter.create(), vcenter.create()]);
    assert.equal(logins(), 2);
  });
});

describe("an error with a wait that vCenter asks for", () => {
  let vcenter: MockVCenter;
  beforeEach(() => {
    vcenter = new MockVCenter();
  });
  afterEach(() => vcenter.client.close(5_000));

  it("tells it in milliseconds, and keeps it when it is told more", async () => {
    vcenter.answer = () => ({ status: 429, headers: { "retry-after": "7" } });
    const error = await errorOf(vcenter.create());
    assert.deepEqual([error.retryAfter, error.with({ attempts: 2 }).retryAfter], [7_000, 7_000]);
    assert.doesNotMatch(JSON.stringify(error), /retryAfter|7000/);
  });

  for (const headers of [{}, { "retry-after": "soon" }, { "retry-after": "-1" }] as Record<string, string>[]) {
    it(`tells none for ${JSON.stringify(headers)}`, async () => {
      vcenter.answer = () => ({ status: 503, headers });
      assert.equal((await errorOf(vcenter.create())).retryAfter, undefined);
    });
  }
});
