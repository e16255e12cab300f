import assert from "node:assert/strict";
import { type Lab, nodeSuite } from "../support/lab";
import type { FlowNode } from "../support/node-red";
import { CREATE_FILE } from "../support/simulator";

/** A guest login node of `connection-1`. */
function guestLogin(id: string, name: string | undefined, changes: Record<string, unknown> = {}): FlowNode {
  return {
    id,
    type: "vcenter-guest-login",
    name,
    connection: "connection-1",
    guestCredentialType: "USERNAME_PASSWORD",
    interactiveSession: false,
    ...changes,
  };
}

const backup = { guestUsername: "backup", guestPassword: "Test-Only-Backup-1!" };

function asking(name: unknown): object {
  return { payload: { vm: "vm-42", guest_login: name } };
}

/** The guest login that the last request carried. */
async function sentCredentials(lab: Lab): Promise<Record<string, unknown>> {
  const creation = (await lab.simulator.requests()).filter(({ operation }) => operation === CREATE_FILE).at(-1);
  return (creation!.body as { credentials: Record<string, unknown> }).credentials;
}

nodeSuite("vcenter-guest-login", (lab) => {
  beforeEach(() => lab.simulator.user("vm-42", "backup", { password: backup.guestPassword, writable: ["/tmp"] }));

  it("is used when a message gives its name, and msg.guest says so", async () => {
    await lab.load({ more: [guestLogin("login-1", "nightly")], credentials: { "login-1": backup } });

    const { msg } = await lab.ask(asking("nightly"));

    assert.equal(msg.guest?.login, "nightly");
    assert.equal((await lab.simulator.file("vm-42", String(msg.payload))).owner, "backup");
    assert.deepEqual(await sentCredentials(lab), {
      interactive_session: false,
      type: "USERNAME_PASSWORD",
      user_name: "backup",
      password: backup.guestPassword,
    });
  });

  for (const missing of [undefined, null]) {
    it(`leaves the connection's own to a message whose login is ${String(missing)}`, async () => {
      await lab.load({ more: [guestLogin("login-1", "nightly")], credentials: { "login-1": backup } });

      const { msg } = await lab.ask(asking(missing));

      assert.ok(!("login" in msg.guest!));
      assert.equal((await lab.simulator.file("vm-42", String(msg.payload))).owner, "worker");
    });
  }

  it("may have a number for its name", async () => {
    await lab.load({ more: [guestLogin("login-1", "7")], credentials: { "login-1": backup } });

    assert.equal((await lab.ask(asking(7))).msg.guest?.login, "7");
  });

  const refused: Record<string, { name: string; nodes: FlowNode[]; says: RegExp }> = {
    "a name that no node has": { name: "nobody", nodes: [], says: /no guest login with the name "nobody"/ },
    "the name in another case": { name: "Nightly", nodes: [guestLogin("login-1", "nightly")], says: /case counts/ },
    "an empty name": { name: "", nodes: [], says: /name of the guest login is empty/ },
    "an empty name although a node has no name": { name: "", nodes: [guestLogin("login-1", "")], says: /is empty/ },
    "an empty name although a node lacks the property": { name: "", nodes: [guestLogin("login-1", undefined)], says: /is empty/ },
    "a name that two nodes have": {
      name: "nightly",
      nodes: [guestLogin("login-1", "nightly"), guestLogin("login-2", "nightly")],
      says: /2 guest logins with the name "nightly"/,
    },
    "the name of a disabled node": { name: "nightly", nodes: [guestLogin("login-1", "nightly", { d: true })], says: /no guest login/ },
    "the name of another connection's": {
      name: "nightly",
      nodes: [guestLogin("login-1", "nightly", { connection: "connection-2" })],
      says: /no guest login/,
    },
    "the name of one without a connection": { name: "nightly", nodes: [guestLogin("login-1", "nightly", { connection: "" })], says: /no/ },
    "the name of one whose connection is another node": {
      name: "nightly",
      nodes: [guestLogin("login-1", "nightly", { connection: "tls-1" })],
      says: /no guest login/,
    },
    "__proto__": { name: "__proto__", nodes: [], says: /no guest login with the name "__proto__"/ },
    constructor: { name: "constructor", nodes: [], says: /no guest login with the name "constructor"/ },
    "a name with control characters, which are not shown": { name: "a\u001b[2J\u202eb", nodes: [], says: /"a \[2J b"/ },
  };

  for (const [what, { name, nodes, says }] of Object.entries(refused)) {
    it(`${what} is refused, never replaced by the connection's own`, async () => {
      const second: FlowNode = { ...lab.flow().find(({ id }) => id === "connection-1")!, id: "connection-2" };
      await lab.load({ more: [second, ...nodes], credentials: { "login-1": backup, "login-2": backup } });

      const { code, cause, message } = await lab.error(asking(name));

      assert.equal(code, "INVALID_ARGUMENT");
      assert.equal(cause.subject, "guest-login");
      assert.equal(cause.outcome, "not_done");
      assert.match(message, says);
      assert.deepEqual(lab.red.logged("ERROR"), []);
      await lab.assertNothingSent();
    });
  }

  for (const [loginType, login] of [["str", ""], ["env", "TEST_NEVER_SET"]]) {
    it(`is not chosen by what is empty: ${loginType!} "${login!}"`, async () => {
      await lab.load({ tempFile: { login, loginType } });

      const { code, cause } = await lab.error(asking("not read"));

      assert.deepEqual([code, cause.subject], ["INVALID_ARGUMENT", "guest-login"]);
      await lab.assertNothingSent();
    });
  }

  for (const name of ["__proto__", "constructor", "größe 日本"]) {
    it(`may be called ${name}`, async () => {
      await lab.load({ more: [guestLogin("login-1", name)], credentials: { "login-1": backup } });

      const { msg } = await lab.ask(asking(name));

      assert.equal(msg.guest?.login, name);
      assert.equal((await sentCredentials(lab)).user_name, "backup");
    });
  }

  it("without a user or password is refused by its name", async () => {
    await lab.load({ more: [guestLogin("login-1", "nightly")] });

    const { code, cause, message } = await lab.error(asking("nightly"));

    assert.deepEqual([code, cause.subject], ["INVALID_ARGUMENT", "configuration"]);
    assert.match(message, /the guest login "nightly"/);
    await lab.assertNothingSent();
  });

  it("makes connections work that have no guest login of their own", async () => {
    await lab.load({
      secrets: { guestUsername: "", guestPassword: "" },
      more: [guestLogin("login-1", "nightly")],
      credentials: { "login-1": backup },
    });

    assert.equal((await lab.ask(asking("nightly"))).out, "ok");
  });

  it("sends a SAML token, with the user only if one is given", async () => {
    const saml = { guestCredentialType: "SAML_BEARER_TOKEN", interactiveSession: true };
    await lab.load({
      more: [guestLogin("login-1", "token", saml), guestLogin("login-2", "token of backup", saml)],
      credentials: {
        "login-1": { guestSamlToken: "token-1" },
        "login-2": { guestSamlToken: "token-1", guestUsername: "backup", guestPassword: "left over" },
      },
    });
    const common = { interactive_session: false, type: "SAML_BEARER_TOKEN", saml_token: "token-1" };

    await lab.ask(asking("token"));
    assert.deepEqual(await sentCredentials(lab), common);
    await lab.ask(asking("token of backup"));
    assert.deepEqual(await sentCredentials(lab), { ...common, user_name: "backup" });
  });

  it("sends the own SAML token of the connection", async () => {
    const guestSamlToken = "token-2";
    await lab.load({ connection: { guestCredentialType: "SAML_BEARER_TOKEN" }, secrets: { guestSamlToken } });

    await lab.ask();

    assert.equal((await sentCredentials(lab)).saml_token, guestSamlToken);
  });

  it("asks for an interactive session where it is ticked", async () => {
    await lab.simulator.vm("vm-42", { interactive_user: "backup" });
    await lab.load({
      more: [guestLogin("login-1", "desktop", { interactiveSession: true })],
      credentials: { "login-1": backup },
    });

    assert.equal((await lab.ask(asking("desktop"))).out, "ok");
    assert.equal((await sentCredentials(lab)).interactive_session, true);
    await lab.ask(asking(undefined));
    assert.equal((await sentCredentials(lab)).interactive_session, false);
  });

  it("takes user and password from variables of the environment", async () => {
    process.env.TEST_GUEST_PASSWORD = backup.guestPassword;
    try {
      await lab.load({
        more: [guestLogin("login-1", "nightly")],
        credentials: { "login-1": { guestUsername: "backup", guestPassword: "${TEST_GUEST_PASSWORD}" } },
      });

      assert.equal((await lab.ask(asking("nightly"))).out, "ok");
    } finally {
      delete process.env.TEST_GUEST_PASSWORD;
    }
  });

  it("that the guest refuses ends the message, once tried", async () => {
    await lab.load({ more: [guestLogin("login-1", "nightly")], credentials: { "login-1": { ...backup, guestPassword: "no" } } });

    const { code, cause } = await lab.error(asking("nightly"));

    assert.deepEqual([code, cause.subject, cause.outcome], ["UNAUTHENTICATED", "guest-login", "not_done"]);
    assert.equal((await lab.simulator.counters()).guest_logins.refused, 1);
  });
});
