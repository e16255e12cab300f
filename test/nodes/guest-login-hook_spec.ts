import assert from "node:assert/strict";
import { inspect } from "node:util";
import sinon from "sinon";
import { nodeSuite } from "../support/lab";
import { CREATE_FILE, GET_SESSION, LIST_VMS } from "../support/simulator";

const SECRET = "Only-The-Vault-Knows-1!";
const login1 = { id: "login-1", type: "vcenter-guest-login", name: "nightly", connection: "connection-1" };
const backup = { "login-1": { guestUsername: "backup", guestPassword: "Test-Only-Backup-1!" } };
const askingFor = (login?: string): object => ({ payload: { vm: "vm-42", guest_login: login } });

nodeSuite("the function vcenterConnectionGuestLogin of settings.js", (lab) => {
  beforeEach(() => lab.simulator.user("vm-42", "vault", { password: SECRET, writable: ["/tmp"] }));

  const server = (): string => new URL(lab.simulator.address.url).host;
  const settings = (vcenterConnectionGuestLogin: unknown): object => ({ vcenterConnectionGuestLogin });

  async function sentCredentials(): Promise<Record<string, unknown>> {
    const creation = (await lab.simulator.requests()).filter(({ operation }) => operation === CREATE_FILE).at(-1);
    return (creation!.body as { credentials: Record<string, unknown> }).credentials;
  }

  it("is asked with server, VM id and login name, and its answer is sent", async () => {
    const hook = sinon.stub().resolves({ username: "vault", password: SECRET });
    await lab.load({ tempFile: { vmBy: "name" }, more: [login1], credentials: backup, settings: settings(hook) });

    const { msg } = await lab.ask({ payload: { vm: "edge-01", guest_login: "nightly" } });

    assert.deepEqual(hook.args, [[{ server: server(), vm: "vm-42", login: "nightly" }]]);
    assert.equal(msg.guest?.login, "nightly");
    assert.deepEqual(await sentCredentials(), {
      interactive_session: false,
      type: "USERNAME_PASSWORD",
      user_name: "vault",
      password: SECRET,
    });
  });

  it("gets undefined as login for the connection's own, which need not be stored", async () => {
    const hook = sinon.stub().returns({ username: "vault", password: SECRET });
    await lab.load({ secrets: { guestUsername: "", guestPassword: "" }, settings: settings(hook) });

    const { msg } = await lab.ask(askingFor());

    assert.deepEqual(hook.args, [[{ server: server(), vm: "vm-42", login: undefined }]]);
    assert.ok(!("login" in msg.guest!));
  });

  it("is asked once per message, also when the session has to be renewed", async () => {
    const hook = sinon.stub().resolves({ username: "vault", password: SECRET });
    await lab.load({ settings: settings(hook) });
    await lab.path();
    await lab.simulator.control("DELETE", "/sessions");

    await lab.path();

    assert.equal(hook.callCount, 2);
    assert.equal((await lab.simulator.counters()).sessions.created, 2);
    assert.equal(await lab.simulator.calls(GET_SESSION), 0);
  });

  it("leaves the choice to the stored logins by giving undefined", async () => {
    const hook = sinon.stub().resolves(undefined);
    await lab.load({ more: [login1], credentials: backup, settings: settings(hook) });
    await lab.simulator.user("vm-42", "backup", { password: "Test-Only-Backup-1!", writable: ["/tmp"] });

    await lab.path(askingFor("nightly"));
    assert.equal((await sentCredentials()).user_name, "backup");
    await lab.path(askingFor());
    assert.equal((await sentCredentials()).user_name, "worker");
  });

  it("is asked for a name that no node has; undefined refuses it", async () => {
    const hook = sinon.stub().resolves(undefined).onFirstCall().resolves({ username: "vault", password: SECRET });
    await lab.load({ settings: settings(hook) });

    assert.equal((await lab.ask(askingFor("from the vault"))).msg.guest?.login, "from the vault");
    const { code, cause } = await lab.error(askingFor("from the vault"));

    assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "guest-login", "not_done"]);
    assert.equal(hook.callCount, 2);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 1);
  });

  it("is not asked for an empty name", async () => {
    const hook = sinon.stub().resolves({ username: "vault", password: SECRET });
    await lab.load({ settings: settings(hook) });

    assert.equal((await lab.error(askingFor(""))).cause.subject, "guest-login");
    sinon.assert.notCalled(hook);
  });

  it("is not asked for a name that is longer than 255 bytes: it would be kept with each refusal", async () => {
    const hook = sinon.stub().resolves({ username: "vault", password: SECRET });
    await lab.load({ settings: settings(hook) });

    const { code, cause } = await lab.error(askingFor("ü".repeat(128)));
    assert.deepEqual([code, cause.subject], ["INVALID_ARGUMENT", "guest-login"]);
    sinon.assert.notCalled(hook);

    await lab.path(askingFor("ü".repeat(127)));
    sinon.assert.calledOnce(hook);
  });

  it("is not asked before the rest of the message has been found valid and its VM known", async () => {
    const hook = sinon.stub().resolves({ username: "vault", password: SECRET });
    await lab.load({ tempFile: { vmBy: "name" }, settings: settings(hook) });

    await lab.error({ payload: { vm: "edge-01", suffix: "." } });
    await lab.error({ payload: { vm: "edge-77" } });

    sinon.assert.notCalled(hook);
    assert.equal(await lab.simulator.calls(LIST_VMS), 1);
  });

  const interactive = { interactiveSession: true };
  const sessions: readonly (readonly [what: string, setup: object, login: string | undefined, expected: boolean])[] = [
    ["the named login", { more: [{ ...login1, ...interactive }] }, "nightly", true],
    ["the connection, for its own", { connection: interactive }, undefined, true],
    ["the connection, for a name that no node has", { connection: interactive }, "vault", true],
    ["the named login, not the connection", { connection: interactive, more: [login1] }, "nightly", false],
  ];

  for (const [what, setup, login, expected] of sessions) {
    it(`takes interactiveSession from ${what}`, async () => {
      const hook = (): object => ({ username: "vault", password: SECRET });
      await lab.load({ ...setup, settings: settings(hook) });

      await lab.ask(askingFor(login));

      assert.equal((await sentCredentials()).interactive_session, expected);
    });
  }

  const saml = { interactive_session: false, type: "SAML_BEARER_TOKEN", saml_token: "t" };
  const answers: readonly (readonly [answer: object, sent: object])[] = [
    [{ samlToken: "t" }, saml],
    [{ samlToken: "t", username: "vault" }, { ...saml, user_name: "vault" }],
    [{ samlToken: "t", username: undefined, password: undefined }, saml],
    [
      { username: "vault", password: "", samlToken: undefined, more: 1 },
      { interactive_session: true, type: "USERNAME_PASSWORD", user_name: "vault", password: "" },
    ],
  ];

  for (const [answer, sent] of answers) {
    it(`may give ${inspect(answer)}`, async () => {
      await lab.load({ connection: interactive, settings: settings(() => answer) });

      await lab.ask(askingFor());

      assert.deepEqual(await sentCredentials(), sent);
    });
  }

  const unreadable = { get username(): string { throw new Error(SECRET); }, password: SECRET };
  const malformed: readonly unknown[] = [
    null,
    false,
    SECRET,
    7,
    [],
    {},
    { username: SECRET },
    { password: SECRET },
    { username: "", password: SECRET },
    { username: 7, password: SECRET },
    { username: "vault", password: 7 },
    { username: "vault", password: null },
    { samlToken: "" },
    { samlToken: SECRET, username: "" },
    { samlToken: SECRET, username: 7 },
    { samlToken: SECRET, password: SECRET },
    { username: "vault", password: SECRET, samlToken: SECRET },
    unreadable,
  ];

  for (const answer of malformed) {
    it(`must not give ${inspect(answer)}`, async () => {
      await lab.load({ settings: settings(() => Promise.resolve(answer)) });

      const error = await lab.error(askingFor());

      assert.deepEqual(error.cause, {
        subject: "guest-login",
        outcome: "not_done",
        retryable: false,
        vm: "vm-42",
        attempts: 0,
      });
      assert.equal(error.code, "ERROR");
      assert.match(error.message, /vcenterConnectionGuestLogin/);
      assert.ok(!inspect(error, { depth: 9 }).includes(SECRET));
      await lab.assertNothingSent();
    });
  }

  const throwing: Record<string, () => unknown> = {
    "throws an error": () => { throw new TypeError(SECRET); },
    "throws a text": () => { throw SECRET as unknown as Error; },
    "rejects with an error": () => Promise.reject(new Error(SECRET, { cause: SECRET })),
    "gives a thenable that rejects with nothing": () => ({ then: (_: unknown, reject: () => void) => reject() }),
  };

  for (const [what, hook] of Object.entries(throwing)) {
    it(`that ${what} ends the message, and what it threw stands nowhere`, async () => {
      await lab.load({ settings: settings(hook), wires: [["ok"], []] });

      lab.red.send("temp-1", askingFor());
      const [ending] = await lab.red.endings("temp-1");

      const { code, cause, message } = ending!.error!;
      assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["ERROR", "guest-login", "not_done", false]);
      assert.match(message, /settings\.js threw/);
      assert.ok(!inspect([ending, lab.red.logged("ERROR"), lab.red.statuses("temp-1")], { depth: 9 }).includes(SECRET));
      await lab.assertNothingSent();
    });
  }

  it("that never settles ends with the timeout", async () => {
    await lab.load({ tempFile: { timeout: 0.05 }, settings: settings(() => new Promise(() => undefined)) });

    const { code, cause } = await lab.error(askingFor());

    assert.deepEqual([code, cause.outcome, cause.attempts], ["TIMED_OUT", "not_done", 0]);
    await lab.assertNothingSent();
  });

  it("is ignored when it is no function", async () => {
    await lab.load({ settings: settings("readFromVault") });

    assert.equal((await lab.ask(askingFor())).out, "ok");
  });
});
