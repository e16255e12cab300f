import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { at, CREATE_TRANSFER, TransferLab } from "../support/transfers";

nodeSuite("vcenter-guest-upload", (lab) => {
  const flow = new TransferLab(lab);
  const text = async (path: string, vm?: string): Promise<string> => (await lab.simulator.content(vm ?? "vm-42", path)).toString("utf8");

  it("fills the file that the temp-file node has made, with no setting at all", async () => {
    await flow.load();
    const { msg } = await lab.ask({ payload: { vm: "vm-42" }, content: "ä = 1\n", topic: "t" });

    const { payload, guest, topic } = await flow.done("up-1", msg);

    assert.equal(await text(String(payload)), "ä = 1\n");
    assert.deepEqual([guest?.path, guest?.kind, guest?.vm, guest?.attempts, topic], [payload, "file", "vm-42", 1, "t"]);
    assert.equal((await lab.simulator.file("vm-42", String(payload))).mode, "0600");
  });

  for (const [title, content, bytes] of [
    ["a buffer", Buffer.from([0, 255, 10, 13]), Buffer.from([0, 255, 10, 13])],
    ["text", "€", Buffer.from("€", "utf8")],
    ["a number", 42, Buffer.from("42")],
    ["a boolean", false, Buffer.from("false")],
    ["an object", { a: [1] }, Buffer.from('{"a":[1]}')],
  ] as const) {
    it(`takes ${title}`, async () => {
      await flow.load();
      await flow.done("up-1", at("/tmp/x", { content }));
      assert.deepEqual(await lab.simulator.content("vm-42", "/tmp/x"), bytes);
      const [transfer] = await lab.simulator.transfers();
      assert.deepEqual([transfer?.headers["content-length"], transfer?.violations], [String(bytes.length), []]);
    });
  }

  it("overwrites, unless it is told not to", async () => {
    await lab.simulator.putContent("vm-42", "/tmp/x", "old");
    await flow.load();
    await flow.done("up-1", at("/tmp/x", { content: "new" }));
    assert.equal(await text("/tmp/x"), "new");

    await flow.load({ up: { overwrite: false } });
    const { code, cause } = await flow.failure("up-1", at("/tmp/x", { content: "newer" }));
    assert.deepEqual([code, cause.outcome], ["ALREADY_EXISTS", "not_done"]);
    assert.equal(await text("/tmp/x"), "new");
    await flow.done("up-1", at("/tmp/y", { content: "first" }));
    assert.equal(await text("/tmp/y"), "first");
  });

  it("gives the file the permissions that are asked for", async () => {
    await flow.load({ up: { permissions: "640" } });
    await flow.done("up-1", at("/tmp/x", { content: "a" }));
    assert.equal((await lab.simulator.file("vm-42", "/tmp/x")).mode, "0640");
  });

  it("makes the directories above, if it should", async () => {
    await flow.load({ up: { createParents: true } });
    await flow.done("up-1", at("/tmp/a/b/x", { content: "1" }));
    await flow.done("up-1", at("/tmp/a/b/x", { content: "2" }));
    assert.equal(await text("/tmp/a/b/x"), "2");
  });

  it("tells that a directory is missing", async () => {
    await flow.load();
    const { code, message, cause } = await flow.failure("up-1", at("/tmp/none/x", { content: "1" }));
    assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "message", "not_done"]);
    assert.match(message, /"\/tmp\/none\/x": its directory does not exist/);
  });

  describe("without a byte", () => {
    it("moves an empty file over the target, with the attributes asked for", async () => {
      await lab.simulator.putContent("vm-42", "/tmp/dir/x", "old");
      await lab.simulator.control("PUT", "/vms/vm-42/files", { path: "/tmp/dir", type: "DIRECTORY", owner: "worker", mode: "0755" });
      await flow.load({ up: { permissions: "0644" } });

      await flow.done("up-1", at("/tmp/dir/x", { content: "" }));

      const { size, mode } = await lab.simulator.file("vm-42", "/tmp/dir/x");
      assert.deepEqual([size, mode], [0, "0644"]);
      assert.deepEqual(await flow.names("/tmp/dir"), ["x"]);
      assert.equal((await lab.simulator.counters()).transfers.issued, 0);
    });

    it("leaves the target as it is if it must not overwrite, and nothing beside it", async () => {
      await lab.simulator.control("PUT", "/vms/vm-42/files", { path: "/tmp/dir", type: "DIRECTORY", owner: "worker", mode: "0755" });
      await lab.simulator.putContent("vm-42", "/tmp/dir/x", "old");
      await flow.load({ up: { overwrite: false } });
      const { code } = await flow.failure("up-1", at("/tmp/dir/x", { content: "" }));
      assert.equal(code, "ALREADY_EXISTS");
      assert.deepEqual(await flow.names("/tmp/dir"), ["x"]);
      assert.equal(await text("/tmp/dir/x"), "old");
    });
  });

  describe("to a Windows guest", () => {
    it("sends no permissions, and hides the file if it should", async () => {
      const [machine] = (await lab.simulator.control("POST", "/vms", { count: 1, family: "WINDOWS" })) as { vm: string }[];
      const vm = machine!.vm;
      await flow.load({ up: { hidden: true } });
      await flow.done("up-1", at("C:\\Windows\\Temp\\x", { content: "1" }, vm));
      const { hidden } = (await lab.simulator.file(vm, "C:\\Windows\\Temp\\x")) as { hidden?: boolean };
      assert.equal(hidden, true);
      assert.deepEqual((await lab.simulator.counters()).contract.violations, []);
    });
  });

  it("asks for the size afterwards, unless it should not", async () => {
    await lab.simulator.fault({ kind: "transfer_short", direction: "upload", bytes: 2, times: null });
    await flow.load();
    const { code, message, cause } = await flow.failure("up-1", at("/tmp/x", { content: "12345" }));
    assert.deepEqual([code, cause.subject, cause.outcome, cause.data], ["ERROR", "path", "done", { size: 5, found: 2 }]);
    assert.match(message, /has 2 bytes in the guest instead of 5/);

    await flow.load({ up: { verify: false } });
    await flow.done("up-1", at("/tmp/x", { content: "12345" }));
    assert.equal(await lab.simulator.calls(CREATE_TRANSFER), 2);
  });
});
