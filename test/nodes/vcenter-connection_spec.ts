import assert from "node:assert/strict";
import { inspect } from "node:util";
import { nodeSuite } from "../support/lab";
import { tally } from "../support/load";
import { CREATE_FILE, LOG_IN } from "../support/simulator";
import { TwoConnections } from "./two-connections";

const FULL = "UNABLE_TO_ALLOCATE_RESOURCE queue not_done";

nodeSuite("vcenter-connection", (lab) => {
  const host = (): string => new URL(lab.simulator.address.url).host;

  it("connects with the first message, not at deploy", async () => {
    await lab.load();
    await new Promise(setImmediate);
    await lab.assertNothingSent();

    await lab.path();

    const { calls, sockets } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 1, [CREATE_FILE]: 1 });
    assert.ok(sockets.opened > 0);
  });

  it("logs in once for 100 messages on a cold start", async () => {
    await lab.load();

    for (let index = 0; index < 100; index += 1) {
      lab.red.send("temp-1", { payload: { vm: `vm-${42 + (index % 3)}` } });
    }
    const messages = await lab.red.arrivals("ok", 100);

    assert.equal(new Set(messages.map(({ payload, guest }) => `${String(guest?.vm)} ${String(payload)}`)).size, 100);
    const { calls, sessions, contract } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 1, [CREATE_FILE]: 100 });
    assert.equal(sessions.created, 1);
    assert.deepEqual(contract.violations, []);
    assert.equal(lab.red.ended("temp-1").length, 100);
  });

  it("serves several action nodes with one session", async () => {
    const twin = { ...lab.flow().find(({ id }) => id === "temp-1")!, id: "temp-2" };
    await lab.load({ more: [twin] });

    lab.red.send("temp-1", { payload: { vm: "vm-42" } });
    lab.red.send("temp-2", { payload: { vm: "vm-43" } });
    await lab.red.arrivals("ok", 2);

    assert.equal((await lab.simulator.counters()).sessions.created, 1);
  });

  for (const [what, text] of [
    ["host:port", (): string => host()],
    ["an https URL", (): string => `https://${host()}`],
    ["an https URL with a slash", (): string => `https://${host()}/`],
    ["spaces around it", (): string => ` ${host()} `],
  ] as const) {
    it(`takes ${what} as server`, async () => {
      await lab.load({ connection: { server: text() } });

      assert.equal((await lab.ask()).msg.guest?.server, host());
    });
  }

  it("takes every field from the environment", async () => {
    const { username, password, guestUsername, guestPassword } = lab.simulator.address;
    const variables: Record<string, string> = {
      TEST_SERVER: host(),
      TEST_USER: username,
      TEST_PASSWORD: password,
      TEST_GUEST_USER: guestUsername,
      TEST_GUEST_PASSWORD: guestPassword,
      TEST_TIMEOUT: "5",
    };
    Object.assign(process.env, variables);
    try {
      await lab.load({
        connection: { server: "${TEST_SERVER}", timeout: "${TEST_TIMEOUT}" },
        secrets: {
          username: "${TEST_USER}",
          password: "${TEST_PASSWORD}",
          guestUsername: "${TEST_GUEST_USER}",
          guestPassword: "${TEST_GUEST_PASSWORD}",
        },
      });

      assert.equal((await lab.ask()).msg.guest?.server, host());
    } finally {
      for (const name of Object.keys(variables)) {
        Reflect.deleteProperty(process.env, name);
      }
    }
  });

  it("takes a password that is a number in the environment of its tab", async () => {
    await lab.simulator.user("vm-42", "worker", { password: "123456" });
    const [tab, ...nodes] = lab.flow({ connection: { z: "tab-1" } });
    const env = [{ name: "PIN", type: "num", value: "123456" }];
    const { username, password, guestUsername } = lab.simulator.address;
    await lab.red.load([{ ...tab!, env }, ...nodes], {
      "connection-1": { username, password, guestUsername, guestPassword: "${PIN}" },
    });

    await lab.path();
  });

  for (const field of ["password", "guestPassword", "guestSamlToken"]) {
    it(`does not show what looks like the name of a variable, for it may be the secret itself: ${field}`, async () => {
      const guestCredentialType = field === "guestSamlToken" ? "SAML_BEARER_TOKEN" : "USERNAME_PASSWORD";
      await lab.load({ connection: { guestCredentialType }, secrets: { [field]: "${My-Real-Password}" } });

      const error = await lab.error();

      assert.deepEqual([error.code, error.cause.subject], ["INVALID_ARGUMENT", "configuration"]);
      assert.ok(!inspect(error, { depth: 9 }).includes("My-Real-Password"));
    });
  }

  it("ends a message whose vCenter login is refused, as a fault of the session", async () => {
    await lab.load({ secrets: { password: "wrong" } });

    const { code, cause } = await lab.error();

    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["UNAUTHENTICATED", "session", "not_done", false]);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
  });

  it("renews a dead session without the message knowing", async () => {
    await lab.load();
    await lab.path();
    await lab.simulator.control("DELETE", "/sessions");

    const { out, msg } = await lab.ask();

    assert.equal(out, "ok");
    assert.equal(msg.guest?.attempts, 1);
  });

  it("holds no secret that Node-RED or another node could print", async () => {
    await lab.load();
    await lab.path();
    const { password, guestPassword } = lab.simulator.address;

    const printed = inspect(lab.red.helper.getNode("connection-1"), { depth: 12, showHidden: true });

    assert.ok(!printed.includes(password) && !printed.includes(guestPassword));
  });

  it("is shared by connection nodes that agree on server and login: one session", async () => {
    const second = { ...lab.flow().find(({ id }) => id === "connection-1")!, id: "connection-2" };
    const twin = { ...lab.flow().find(({ id }) => id === "temp-1")!, id: "temp-2", connection: "connection-2" };
    const { username, password, guestUsername, guestPassword } = lab.simulator.address;
    await lab.load({
      more: [second, twin],
      credentials: { "connection-2": { username, password, guestUsername, guestPassword } },
    });

    lab.red.send("temp-1", { payload: { vm: "vm-42" } });
    lab.red.send("temp-2", { payload: { vm: "vm-42" } });
    await lab.red.arrivals("ok", 2);
    await lab.red.unload();

    assert.equal((await lab.simulator.counters()).sessions.created, 1);
    await lab.assertNothingLeft();
  });

  describe("beside another one to the same vCenter", () => {
    const { red } = lab;
    const two = new TwoConnections(lab);

    it("has a limit of its own for the messages that wait", async () => {
      await two.load({ connection: { queueLimit: 1 } }, { connection: { queueLimit: 2 } });
      await two.occupy("temp-1", 0);

      for (const number of [1, 2, 3]) {
        two.send("temp-1", number);
        two.send("temp-2", number);
      }
      const failed = await red.arrivals("failed", 3);
      await lab.release(1);
      await red.arrivals("ok", 4);

      assert.deepEqual(tally(failed), { [FULL]: 3 });
      assert.deepEqual(two.cameOut(), ["temp-1 0", "temp-1 1", "temp-2 1", "temp-2 2"]);
    });

    it("has a time of its own for a message to be done", async () => {
      await two.load({ connection: { timeout: 0.3 } }, { connection: { timeout: 30 } });
      await two.occupy("temp-2", 0, "vm-43");
      await two.occupy("temp-1", 0, "vm-42");

      const [failed] = await red.arrivals("failed");
      await lab.release(1);
      await red.arrivals("ok");

      assert.deepEqual([failed?.from, failed?.error?.code], ["temp-1", "TIMED_OUT"]);
      assert.deepEqual(two.cameOut(), ["temp-2 0"]);
    });

    it("has a time of its own for a message to wait", async () => {
      await two.load({ connection: { queueTimeout: 0.3 } }, { connection: { queueTimeout: 30 } });
      await two.occupy("temp-1", 0);
      two.send("temp-2", 1);
      two.send("temp-1", 1);

      const failed = await red.arrivals("failed");
      await lab.release(1);
      await red.arrivals("ok", 2);

      assert.deepEqual(tally(failed), { "TIMED_OUT queue not_done": 1 });
      assert.deepEqual(two.cameOut(), ["temp-1 0", "temp-2 1"]);
    });

    it("has a time of its own to wait for VMware Tools", async () => {
      await lab.simulator.vm("vm-42", { tools: "not_running" });
      await two.load({ connection: { waitForTools: 0.3 } }, { connection: { waitForTools: 30 } });

      two.send("temp-1", 0);
      two.send("temp-2", 0);
      const [failed] = await red.arrivals("failed");
      assert.deepEqual([failed?.from, failed?.error?.cause.subject], ["temp-1", "tools"]);
      await lab.called(CREATE_FILE, 2);
      await lab.simulator.vm("vm-42", { tools: "running" });

      await red.arrivals("ok");
      assert.deepEqual(two.cameOut(), ["temp-2 0"]);
    });

    it("has a guest login of its own", async () => {
      await lab.simulator.user("vm-42", "other", { password: "p", writable: ["/tmp"] });
      await two.load({}, { secrets: { guestUsername: "other", guestPassword: "p" } });

      const owners = [];
      for (const id of ["temp-1", "temp-2"]) {
        owners.push((await lab.simulator.file("vm-42", await two.path(id))).owner);
      }

      assert.deepEqual(owners, [lab.simulator.address.guestUsername, "other"]);
      assert.equal(await lab.simulator.calls(LOG_IN), 1);
    });
  });
});
