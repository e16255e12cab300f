import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";

nodeSuite("the outputs of an action node", (lab) => {
  /** What a message of an HTTP In node or a Split node carries, with a circle in it. */
  function fullMessage(payload: unknown) {
    const req: Record<string, unknown> = { method: "POST", headers: { host: "a" } };
    const res = { req, status: () => undefined };
    req.res = res;
    return { _msgid: "0123", payload, topic: "t", req, res, parts: { id: "p", index: 2, count: 5 }, bytes: Buffer.from([1]) };
  }

  for (const [out, payload] of [["ok", { vm: "vm-42" }], ["failed", { vm: "vm-1" }]] as const) {
    it(`hands on the very message with all its properties: ${out}`, async () => {
      await lab.load();
      const sent = fullMessage(payload);
      const { payload: _payload, ...rest } = sent;

      const outcome = await lab.ask(sent);

      assert.equal(outcome.out, out);
      assert.ok(Object.is(outcome.msg, sent));
      const { payload: _result, guest: _guest, error: _error, ...kept } = outcome.msg;
      assert.deepEqual(Object.keys(kept), Object.keys(rest));
      for (const [name, value] of Object.entries(rest)) {
        assert.equal(kept[name], value, name);
      }
    });
  }

  describe("output 1", () => {
    it("says in msg.guest where the file is and what it took", async () => {
      await lab.load({ connection: { server: lab.simulator.address.url.replace("https://127.0.0.1", "LOCALHOST") } });

      const { msg } = await lab.ask({ payload: { vm: "vm-42" } });

      const { elapsed, ...facts } = msg.guest!;
      const port = new URL(lab.simulator.address.url).port;
      assert.deepEqual(facts, {
        vm: "vm-42",
        path: msg.payload,
        kind: "file",
        server: `localhost:${port}`,
        attempts: 1,
      });
      assert.ok(Number.isInteger(elapsed) && Number(elapsed) >= 0, String(elapsed));
    });

    it("counts the milliseconds since the message arrived", async () => {
      await lab.load();
      await lab.simulator.vm("vm-42", { latency_ms: 60 });

      const { msg } = await lab.ask();

      assert.ok(Number(msg.guest?.elapsed) >= 59, String(msg.guest?.elapsed));
    });

    it("merges into msg.guest and deletes the login of an earlier node", async () => {
      await lab.load();
      const guest = { vm: "vm-1", path: "/old", kind: "directory", login: "earlier", server: "other:443", owner: "kept" };

      const { msg } = await lab.ask({ payload: { vm: "vm-42" }, guest });

      assert.equal(msg.guest?.owner, "kept");
      assert.equal(msg.guest.vm, "vm-42");
      assert.equal(msg.guest.path, msg.payload);
      assert.equal(msg.guest.kind, "file");
      assert.ok(!("login" in msg.guest));
    });

    for (const [what, guest] of [["text", "a"], ["an array", [1]], ["null", null], ["a number", 5]] as const) {
      it(`makes an object of a msg.guest that is ${what}`, async () => {
        await lab.load();

        const { msg } = await lab.ask({ payload: { vm: "vm-42" }, guest });

        assert.deepEqual(Object.keys(msg.guest!).sort(), ["attempts", "elapsed", "kind", "path", "server", "vm"]);
      });
    }

    it("cannot be made to change what objects inherit", async () => {
      await lab.load();
      const guest = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}') as object;

      const { out, msg } = await lab.ask({ payload: { vm: "vm-42" }, guest });

      assert.equal(out, "ok");
      assert.ok(!("polluted" in {}));
      assert.ok(!("polluted" in msg.guest!));
    });

    it("sends large messages on as they are", async () => {
      await lab.load();
      const rows = Array.from({ length: 20_000 }, (_, index) => ({ index, text: "x".repeat(50) }));

      const { msg } = await lab.ask({ payload: { vm: "vm-42", rows }, rows });

      assert.equal(msg.rows, rows);
    });
  });

  describe("msg.error", () => {
    it("has the shape of core's Catch for what the node itself refuses", async () => {
      await lab.load({ tempFile: { name: "make" } });

      const error = await lab.error({ payload: {} });

      assert.deepEqual(error, {
        message: "The VM (msg.payload.vm) is missing. Give the id of a VM, like vm-42, or its name where the node finds VMs by name.",
        code: "INVALID_ARGUMENT",
        source: { id: "temp-1", type: "vcenter-guest-temp-file", name: "make", count: 1 },
        cause: { subject: "message", outcome: "not_done", retryable: false },
      });
    });

    it("has what the server said, what was tried and where, for what vCenter refuses", async () => {
      await lab.load();

      const error = await lab.error({ payload: { vm: "vm-42", parent_path: "/missing" } });

      const { messages, operationId, ...cause } = error.cause;
      assert.deepEqual(cause, {
        subject: "path",
        outcome: "not_done",
        retryable: false,
        status: 404,
        data: { reason: "FILE_NOT_FOUND", file_path: "/missing" },
        operation: "files.createTemporary",
        vm: "vm-42",
        path: "/missing",
        attempts: 1,
      });
      assert.equal(messages?.length, 1);
      assert.equal(operationId, (await lab.simulator.requests()).at(-1)!.headers["vapi-ctx-opid"]);
      assert.match(error.message, /^Could not create a temporary file \(VM vm-42 at 127\.0\.0\.1:\d+\): "\/missing" does not exist/);
    });

    it("leaves payload and msg.guest as they were", async () => {
      await lab.load();
      const sent = { payload: { vm: "vm-1", deep: { list: [1] } }, guest: { path: "/old" } };
      const before = structuredClone(sent);

      const { out, msg } = await lab.ask(sent);

      assert.equal(out, "failed");
      assert.deepEqual({ payload: msg.payload, guest: msg.guest }, before);
    });

    it("is plain data: what a Debug node shows and a Function node clones", async () => {
      await lab.load();

      const error = await lab.error({ payload: { vm: "vm-1" } });

      assert.equal(Object.getPrototypeOf(error), Object.prototype);
      assert.deepEqual(structuredClone(error), error);
    });
  });
});
