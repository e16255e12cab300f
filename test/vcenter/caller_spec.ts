import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Flight } from "../../src/vcenter/flight";
import { BASIC, errorOf, GUEST, MockVCenter, PASSWORD, type Sent, UNAUTHENTICATED, USERNAME } from "./mock-vcenter";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function opidOf({ headers }: Sent): string {
  const opid = headers["vapi-ctx-opid"] ?? "";
  assert.match(opid, UUID);
  assert.equal(headers["x-request-id"], opid);
  return opid;
}

describe("a call in a session", () => {
  let vcenter: MockVCenter;
  beforeEach(() => {
    vcenter = new MockVCenter(["proxy-secret-1"]);
  });
  afterEach(() => vcenter.client.close(5_000));

  it("logs in with Basic in UTF-8 and without a body, then sends the token alone", async () => {
    await vcenter.create();
    const [login, call] = vcenter.sent.map(({ method, path, headers, body }) => {
      const { "vapi-ctx-opid": _opid, "x-request-id": _same, ...others } = headers;
      return { method, path, headers: others, body };
    });
    const accept = "application/json";
    const authorization = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`, "utf8").toString("base64")}`;
    assert.deepEqual(login, {
      method: "POST",
      path: "/api/session",
      headers: { accept, authorization },
      body: undefined,
    });
    assert.deepEqual(call?.headers, { accept, "content-type": accept, "vmware-api-session-id": "token-1" });
  });

  it("sends one new operation id per attempt, the same in both headers", async () => {
    vcenter.session = ({ method }) => (method === "POST" ? { status: 201, body: "token" } : { status: 401 });
    vcenter.answer = () => UNAUTHENTICATED;
    await errorOf(vcenter.create());
    const last = (await errorOf(vcenter.create())).cause.operationId;
    const ids = vcenter.sent.map(opidOf);
    const [first, second, third, fourth] = vcenter.calls.map(opidOf);
    // A call that is repeated in a new session is the same attempt.
    assert.deepEqual([first === second, third === fourth, first === third], [true, true, false]);
    assert.equal(new Set(ids).size, ids.length - 2);
    assert.equal(last, fourth);
  });

  it("is told of a refused login, with the operation that failed", async () => {
    vcenter.session = () => UNAUTHENTICATED;
    const { code, cause } = await errorOf(vcenter.create());
    assert.deepEqual(
      [code, cause.subject, cause.outcome, cause.operation],
      ["UNAUTHENTICATED", "session", "not_done", "session.create"],
    );
    assert.deepEqual(vcenter.calls, []);
  });

  for (const body of [undefined, 5, {}, { value: "t" }, "", "a b", "a\r\nb", "tökén", "t".repeat(4097)]) {
    it(`takes ${(JSON.stringify(body) || "no body").slice(0, 20)} for no token`, async () => {
      vcenter.session = () => ({ status: 201, body });
      const { code, cause } = await errorOf(vcenter.create());
      assert.deepEqual(
        [code, cause.subject, cause.outcome, cause.operation],
        ["ERROR", "server", "not_done", "session.create"],
      );
      assert.deepEqual(vcenter.calls, []);
    });
  }

  it("asks for its session after a 401 on a guest call, and keeps it when it lives", async () => {
    vcenter.answer = () => UNAUTHENTICATED;
    const { code, cause } = await errorOf(vcenter.create());
    assert.deepEqual([code, cause.subject, cause.outcome], ["UNAUTHENTICATED", "guest-login", "not_done"]);
    const [probe] = vcenter.of("GET", "/api/session");
    assert.equal(probe?.headers["vmware-api-session-id"], "token-1");
    assert.equal(vcenter.of("POST", "/api/session").length, 1);
  });

  it("logs in anew after a 401 of a dead session, and succeeds", async () => {
    vcenter.session = ({ method }) =>
      method === "POST" ? { status: 201, body: `token-${vcenter.of("POST", "/api/session").length}` } : { status: 401 };
    vcenter.answer = ({ headers }) =>
      headers["vmware-api-session-id"] === "token-1" ? UNAUTHENTICATED : { status: 200, body: "/x" };
    assert.equal(await vcenter.create(), "/x");
    assert.deepEqual(
      vcenter.sent.map(({ method, path }) => `${method} ${path.slice(0, 12)}`),
      ["POST /api/session", "POST /api/vcenter", "GET /api/session", "DELETE /api/session", "POST /api/session", "POST /api/vcenter"],
    );
  });

  it("asks for no session after a 401 on another call", async () => {
    await vcenter.create();
    vcenter.answer = () => UNAUTHENTICATED;
    const { cause } = await errorOf(vcenter.client.listVms({}, new Flight()));
    assert.equal(cause.subject, "session");
    assert.equal(vcenter.of("GET", "/api/session").length, 0);
    assert.equal(vcenter.of("POST", "/api/session").length, 2);
  });

  it("is not repeated where vCenter does not tell whether its young session lives", async () => {
    vcenter.session = ({ method }) => (method === "POST" ? { status: 201, body: "token" } : { status: 503 });
    vcenter.answer = () => UNAUTHENTICATED;
    const { code, cause } = await errorOf(vcenter.create());
    assert.deepEqual(
      [code, cause.subject, cause.outcome, cause.retryable, cause.operation],
      ["UNAUTHENTICATED", "guest-login", "not_done", false, "files.createTemporary"],
    );
    assert.equal(vcenter.calls.length, 1);
  });

  it("may be ended while it waits for the login, as not done", async () => {
    const flight = new Flight();
    vcenter.session = () => {
      flight.abort("TIMED_OUT");
      return { status: 201, body: "token" };
    };
    const { code, cause } = await errorOf(vcenter.create({ flight }));
    assert.deepEqual([code, cause.outcome, cause.retryable], ["TIMED_OUT", "not_done", true]);
    assert.deepEqual(vcenter.calls, []);
  });

  it("may be ended while it is under way, as unknown", async () => {
    const flight = new Flight();
    vcenter.answer = () => {
      setImmediate(() => {
        flight.abort("RESET");
      });
      return { status: 200, after: new Promise(() => undefined) };
    };
    const { code, cause } = await errorOf(vcenter.create({ flight }));
    assert.deepEqual([code, cause.outcome, cause.retryable], ["CANCELED", "unknown", false]);
  });

  it("gives no secret back that the server echoes, in whatever place", async () => {
    const saml = { interactive_session: false, type: "SAML_BEARER_TOKEN", saml_token: "saml+token/1==" };
    const secrets = [
      PASSWORD,
      BASIC,
      `Basic ${BASIC}`,
      "token-1",
      "saml+token/1==",
      "proxy-secret-1",
      encodeURIComponent(PASSWORD),
    ];
    vcenter.answer = () => ({
      status: 500,
      body: {
        error_type: "token-1",
        messages: secrets.map((text) => ({ id: text, default_message: `x ${text}`, args: [text] })),
        data: Object.fromEntries(secrets.map((text) => [text, { [text]: [text] }])),
      },
    });
    const error = await errorOf(vcenter.create({ body: { credentials: saml } }));
    const shown = JSON.stringify(error) + inspect(error, { depth: 9, showHidden: true }) + String(error);
    for (const secret of secrets) {
      assert.ok(!shown.includes(secret), secret);
    }
    assert.match(error.message, /vCenter says: "x •••/);
  });

  it("gives the guest's password not back, nor at login the own one", async () => {
    const echo = (secret = "") => ({
      status: 500,
      body: { error_type: "ERROR", messages: [{ id: "x", default_message: secret, args: [] }] },
    });
    vcenter.answer = () => echo(GUEST.password);
    assert.doesNotMatch(JSON.stringify(await errorOf(vcenter.create())), /guest-password/);
    const other = new MockVCenter();
    other.session = () => echo(PASSWORD);
    assert.doesNotMatch(JSON.stringify(await errorOf(other.create())), /vc-p/);
    await other.client.close(5_000);
  });

  it("shows no secret when the client is inspected", async () => {
    await vcenter.create();
    const shown = inspect(vcenter.client, { depth: 20, showHidden: true, getters: true });
    for (const secret of [PASSWORD, BASIC, "token-1", "proxy-secret-1"]) {
      assert.ok(!shown.includes(secret), secret);
    }
  });
});
