import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Connection } from "../../src/runtime/connection";
import { connectionOf, offerGuestLogin } from "../../src/runtime/connection-nodes";
import { VCenterError } from "../../src/vcenter/error";
import { FakeNode, FakeRed } from "./fake-red";

const isConfiguration = (error: unknown): boolean =>
  error instanceof VCenterError && error.code === "INVALID_ARGUMENT" && error.cause.subject === "configuration";

describe("Connection", () => {
  let red: FakeRed;
  beforeEach(() => {
    red = new FakeRed();
  });

  const connection = (): Connection => connectionOf(red.api, "connection-1");

  it("has one pool for its life, made when it is first needed", () => {
    red.connect({ server: "" });
    assert.throws(() => connection().pool, isConfiguration);

    red.connect();
    assert.equal(connection().pool, connection().pool);
    assert.equal(connection().pool.server, "vcenter.example.com:443");
  });

  it("refuses every message while a limit is wrong, and takes part in no pool", () => {
    red.connect({ maxConcurrent: 0 });
    assert.throws(() => connection().limits, isConfiguration);
    assert.throws(() => connection().pool, isConfiguration);
  });

  describe("after its end", () => {
    it("cancels a message that comes late, and makes no pool that nobody would close", async () => {
      red.connect({ server: "" });
      const late = connection();
      await late.close();

      assert.throws(() => late.pool, (error) => error instanceof VCenterError && error.code === "CANCELED" && error.cause.outcome === "not_done");
    });

    it("leaves its pool to the messages that already work on it", async () => {
      red.connect();
      const used = connection();
      const { pool } = used;
      await used.close();

      assert.equal(used.pool, pool);
    });
  });

  it("is no other object that a node keeps under the same name", () => {
    for (const node of [{}, { connection: {} }, { connection: null }, undefined]) {
      red.nodes.set("other", node);
      assert.throws(() => connectionOf(red.api, "other"), isConfiguration);
    }
  });

  it("takes the secrets from its node and shows them nowhere", () => {
    const node = red.connect({}, { username: "u", password: "Secret-1!", guestUsername: "g", guestPassword: "Secret-2!" });
    connection().check();
    const { pool } = connection();

    assert.ok(!("credentials" in node));
    assert.doesNotMatch(inspect([node, pool, connection()], { depth: 12, showHidden: true }), /Secret/);
    assert.doesNotMatch(JSON.stringify(node), /Secret/);
  });

  it("takes a node without credentials for one that is not filled in", () => {
    const node = new FakeNode();
    node.credentials = undefined as unknown as object;
    offerGuestLogin(red.api, node.asNode(), { name: "n", connection: "connection-1" });
    red.connect({}, undefined);

    assert.equal(node.listenerCount("close"), 1);
  });

  it("offers a guest login for the life of its node, and once it is gone no more", async () => {
    red.connect();
    const node = new FakeNode();
    node.credentials = { guestUsername: "g", guestPassword: "p" };
    offerGuestLogin(red.api, node.asNode(), { name: "nightly", connection: "connection-1" });
    const choose = () => connection().logins.choose("nightly", undefined, "s:443");

    assert.equal((await choose()("vm-1")).user_name, "g");
    await new Promise((resolve) => node.emit("close", resolve));
    assert.throws(choose, (error) => error instanceof VCenterError && error.cause.subject === "guest-login");
  });
});
