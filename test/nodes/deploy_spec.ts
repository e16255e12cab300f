import assert from "node:assert/strict";
import type { EventEmitter } from "node:events";
import { nodeSuite } from "../support/lab";
import { CREATE_FILE, LOG_IN, LOG_OUT } from "../support/simulator";

/** A change of a node that restarts it. */
const renamed = (name: string) => ({ connection: { name }, tempFile: { name } });

const listeners = (emitter: Pick<EventEmitter, "eventNames" | "listenerCount">): object =>
  Object.fromEntries(emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]));

nodeSuite("a deploy", (lab) => {
  for (const type of ["full", "flows", "nodes"] as const) {
    it(`of the kind "${type}" logs out and closes the sockets of what it restarts`, async () => {
      await lab.load();
      await lab.path();
      assert.equal((await lab.simulator.counters()).sessions.open, 1);

      await lab.deploy(type, renamed("new"));

      const { calls } = await lab.simulator.counters();
      assert.deepEqual(calls, { [LOG_IN]: 1, [CREATE_FILE]: 1, [LOG_OUT]: 1 });
      await lab.assertNothingLeft();
      await lab.path();
      assert.equal((await lab.simulator.counters()).sessions.created, 2);
    });

    it(`of the kind "${type}" keeps the credentials although nodes do not`, async () => {
      await lab.load();
      await lab.path();

      await lab.red.deploy(lab.flow(renamed("new")), type);
      await lab.path();
      await lab.red.deploy(lab.flow(renamed("new")), type);

      await lab.path();
    });
  }

  for (const type of ["flows", "nodes"] as const) {
    it(`of the kind "${type}" that changes nothing leaves the session alone`, async () => {
      await lab.load();
      await lab.path();

      await lab.red.deploy(lab.flow(), type);
      await lab.path();

      const { sessions } = await lab.simulator.counters();
      assert.deepEqual([sessions.created, sessions.deleted], [1, 0]);
    });
  }

  it("that removes the connection logs out; the next message says what is missing", async () => {
    await lab.load();
    await lab.path();

    await lab.red.deploy(lab.flow().filter(({ id }) => id !== "connection-1"), "nodes");

    await lab.assertNothingLeft();
    const { cause } = await lab.error();
    assert.equal(cause.subject, "configuration");
  });

  it("without any message before it connects to nothing", async () => {
    await lab.load();
    await lab.deploy("full");
    await lab.red.unload();

    await lab.assertNothingSent();
  });

  it("leaves nothing behind, 20 times over", async () => {
    const before = [listeners(lab.red.runtime.events), listeners(process)];
    await lab.load();
    for (let round = 0; round < 20; round += 1) {
      await lab.path();
      await lab.deploy((["full", "flows", "nodes"] as const)[round % 3]!, renamed(`round ${round}`));
    }
    await lab.path();
    await lab.red.unload();

    await lab.assertNothingLeft();
    assert.equal((await lab.simulator.counters()).sessions.created, 21);
    assert.deepEqual([listeners(lab.red.runtime.events), listeners(process)], before);
  });

  it("of the guest login alone: the next message has the new one", async () => {
    await lab.simulator.user("vm-42", "a", { password: "p", writable: ["/tmp"] });
    const login = (name: string) => [{ id: "login-1", type: "vcenter-guest-login", name, connection: "connection-1" }];
    await lab.load({ more: login("old"), credentials: { "login-1": { guestUsername: "a", guestPassword: "p" } } });
    await lab.path({ payload: { vm: "vm-42", guest_login: "old" } });

    await lab.red.deploy(lab.flow({ more: login("new") }), "nodes");

    await lab.path({ payload: { vm: "vm-42", guest_login: "new" } });
    const { cause } = await lab.error({ payload: { vm: "vm-42", guest_login: "old" } });
    assert.equal(cause.subject, "guest-login");
    assert.equal((await lab.simulator.counters()).sessions.created, 1);
  });

  it("of the connection alone: its guest logins are still there", async () => {
    await lab.simulator.user("vm-42", "a", { password: "p", writable: ["/tmp"] });
    const more = [{ id: "login-1", type: "vcenter-guest-login", name: "named", connection: "connection-1" }];
    await lab.load({ more, credentials: { "login-1": { guestUsername: "a", guestPassword: "p" } } });

    await lab.red.deploy(lab.flow({ more, connection: { name: "new" } }), "nodes");

    await lab.path({ payload: { vm: "vm-42", guest_login: "named" } });
  });

  it("of a TLS configuration alone: the next message uses it", async () => {
    const tls = (ca: string) => ({
      connection: { tls: "tls-2" },
      more: [{ id: "tls-2", type: "tls-config", name: "", cert: "", key: "", ca, verifyservercert: true }],
    });
    await lab.load(tls(""));
    assert.equal((await lab.error()).code, "UNVERIFIED_PEER");

    await lab.red.deploy(lab.flow(tls(lab.simulator.address.ca!)), "nodes");

    await lab.path();
  });

  it("that changes a credential only: the next message uses it", async () => {
    await lab.load({ secrets: { password: "wrong" } });
    await lab.error();

    const connection = lab.flow().find(({ id }) => id === "connection-1")!;
    const { username, password, guestUsername, guestPassword } = lab.simulator.address;
    const credentials = { username, password, guestUsername, guestPassword };
    const flow = lab.flow().map((node) => (node.id === "connection-1" ? { ...connection, credentials } : node));
    await lab.red.deploy(flow, "nodes");

    await lab.path();
  });
});
