import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import type { Msg } from "../support/node-red";
import { CREATE_FILE } from "../support/simulator";
import { at, TransferLab } from "../support/transfers";

const MOVE = "Vcenter.Vm.Guest.Filesystem.Files_move";
const UPDATE = "Vcenter.Vm.Guest.Filesystem.Files_update";
const LIST = "Vcenter.Vm.Guest.Filesystem.Files_list";

nodeSuite("an atomic upload", (lab) => {
  const flow = new TransferLab(lab);
  const put = (path: string, type: string, more: object = {}): Promise<unknown> =>
    lab.simulator.control("PUT", "/vms/vm-42/files", { path, type, owner: "worker", mode: "0755", ...more });
  const text = async (path: string): Promise<string> => (await lab.simulator.content("vm-42", path)).toString("utf8");
  const load = (changes: object = {}): Promise<void> => flow.load({ ...changes, up: { atomic: true, ...(changes as { up?: object }).up } });
  beforeEach(async () => {
    await put("/srv/d", "DIRECTORY");
    await put("/srv/d/x", "FILE", { content: "old", mode: "0644" });
  });

  it("fills a file beside the target, looks at its size, and moves it into place", async () => {
    await load({ up: { permissions: "0640" } });
    const { payload, guest } = await flow.done("up-1", at("/srv/d/x", { content: "new" }));
    assert.deepEqual([payload, guest?.path, guest?.attempts], ["/srv/d/x", "/srv/d/x", 1]);
    assert.equal(await text("/srv/d/x"), "new");
    assert.deepEqual(await flow.names("/srv/d"), ["x"]);
    assert.equal((await lab.simulator.file("vm-42", "/srv/d/x")).mode, "0640");
    const guests = (await lab.simulator.requests()).map(({ operation }) => operation?.replace(/^.*Filesystem\./, ""));
    assert.deepEqual(guests.slice(-5), ["Files_list", "Files_createTemporary", "Transfers_create", "Files_list", "Files_move"]);
  });

  it("leaves the old file where it must not overwrite", async () => {
    await load({ up: { overwrite: false } });
    assert.equal((await flow.failure("up-1", at("/srv/d/x", { content: "new" }))).code, "ALREADY_EXISTS");
    assert.equal(await text("/srv/d/x"), "old");
    assert.deepEqual(await flow.names("/srv/d"), ["x"]);
  });

  for (const [title, fault, code] of [
    ["the transfer is cut", { kind: "transfer_cut", direction: "upload", times: null }, "RESOURCE_INACCESSIBLE"],
    ["not all has arrived", { kind: "transfer_short", direction: "upload", bytes: 1 }, "ERROR"],
    ["the size cannot be asked for", { kind: "error", operation: LIST, status: 403, error_type: "UNAUTHORIZED", after: 1 }, "UNAUTHORIZED"],
    ["it cannot be moved", { kind: "error", operation: MOVE, status: 403, error_type: "UNAUTHORIZED" }, "UNAUTHORIZED"],
  ] as const) {
    it(`leaves the old file, and nothing beside it, where ${title}`, async () => {
      await lab.simulator.fault(fault);
      await load({ connection: { maxAttempts: 1 } });
      const error = await flow.failure("up-1", at("/srv/d/x", { content: "new" }));
      assert.deepEqual([error.code, error.cause.outcome], [code, "not_done"]);
      assert.match(error.message, /^Could not upload "\/srv\/d\/x" \(VM vm-42 at \S+\): it failed at the temporary file "\/srv\/d\/\.upload-vmware\d+" beside it/);
      assert.match(error.message, / By now it is removed\.$/);
      assert.equal(await text("/srv/d/x"), "old");
      assert.deepEqual(await flow.names("/srv/d"), ["x"]);
      assert.deepEqual(lab.red.logged("WARN"), []);
    });
  }

  it("names the upload where the file beside the target cannot be made", async () => {
    await lab.simulator.fault({ kind: "error", operation: CREATE_FILE, status: 403, error_type: "UNAUTHORIZED" });
    await load();
    const { code, message } = await flow.failure("up-1", at("/srv/d/x", { content: "new" }));
    assert.equal(code, "UNAUTHORIZED");
    assert.match(message, /^Could not upload "\/srv\/d\/x" \(VM vm-42 at \S+\): the temporary file .* could not be made beside it\. The right/);
  });

  it("names the upload where its directory is missing", async () => {
    await load();
    const { code, message, cause } = await flow.failure("up-1", at("/srv/none/x", { content: "new" }));
    assert.deepEqual([code, cause.subject, cause.outcome], ["NOT_FOUND", "path", "not_done"]);
    assert.match(message, /^Could not upload "\/srv\/none\/x" .*choose "Make directories"/);
    assert.equal(message.match(/Could not/g)?.length, 1);
  });

  describe("in whose middle something happens to the VM", () => {
    /** The error, and the names in the directory as they are then. */
    async function changed(changes: Record<string, unknown>): Promise<NonNullable<Msg["error"]>> {
      await lab.simulator.fault({ kind: "transfer_stall", direction: "upload", bytes: 10 });
      await load();
      const failed = flow.failure("up-1", at("/srv/d/x", { content: Buffer.alloc(1_000_000) }));
      await lab.counters(({ transfers }) => transfers.open === 1);
      await lab.simulator.vm("vm-42", changes);
      await lab.releasedUntil(failed);
      assert.equal(await text("/srv/d/x"), "old");
      return failed;
    }

    it("leaves the old file, and nothing beside it, where the disk is full", async () => {
      const { code, message, cause } = await changed({ disk: "full" });
      assert.deepEqual([code, cause.subject, cause.outcome], ["ERROR", "server", "not_done"]);
      assert.match(message, /whether the guest has space left.* By now it is removed\.$/);
      assert.deepEqual(await flow.names("/srv/d"), ["x"]);
      assert.deepEqual(lab.red.logged("WARN"), []);
    });

    it("leaves the old file, and tells of the one beside it, where the VM is off", async () => {
      const { code, cause } = await changed({ power_state: "POWERED_OFF" });
      assert.deepEqual([code, cause.subject, cause.outcome], ["NOT_ALLOWED_IN_CURRENT_STATE", "vm", "unknown"]);
      const [beside] = (await flow.names("/srv/d")).filter((name) => name !== "x");
      assert.deepEqual(lab.red.logged("WARN"), [
        `/srv/d/${String(beside)} may be left behind in VM vm-42, for its deletion was not confirmed.`,
      ]);
    });
  });

  for (const how of ["reset", "deadline", "deploy"] as const) {
    it(`leaves the old file, and nothing beside it, at a ${how}`, async () => {
      await lab.simulator.fault({ kind: "transfer_stall", direction: "upload", bytes: 10, times: null });
      await load({ up: { timeout: how === "deadline" ? "0.5" : "" } });
      lab.red.send("up-1", at("/srv/d/x", { content: Buffer.alloc(1_000_000) }));
      await lab.counters(({ transfers }) => transfers.open === 1);
      if (how === "reset") {
        lab.red.send("up-1", { reset: true });
      } else if (how === "deploy") {
        await lab.deploy("full", await flow.setup({ up: { atomic: true, name: "new" } }));
      }
      await lab.red.until(() => lab.red.statuses("up-1").length > 0);
      await lab.called("Vcenter.Vm.Guest.Filesystem.Files_delete");
      while ((await flow.names("/srv/d")).length > 1) {
        // The deletion has been sent.
      }
      assert.equal(await text("/srv/d/x"), "old");
      assert.deepEqual(await flow.names("/srv/d"), ["x"]);
    });
  }

  it("whose move was answered by nobody is told as unknown, and leaves nothing beside it", async () => {
    await lab.simulator.fault({ kind: "lost", operation: MOVE });
    await load();
    const { code, cause } = await flow.failure("up-1", at("/srv/d/x", { content: "new" }));
    assert.deepEqual([code, cause.outcome], ["RESOURCE_INACCESSIBLE", "unknown"]);
    assert.equal(await text("/srv/d/x"), "new");
    assert.deepEqual(await flow.names("/srv/d"), ["x"]);
    assert.equal(await lab.simulator.calls(MOVE), 1);
  });

  it("tells of the file beside the target where that cannot be removed", async () => {
    await lab.simulator.fault({ kind: "error", operation: MOVE, status: 403, error_type: "UNAUTHORIZED" });
    await lab.simulator.fault({ kind: "error", operation: "Vcenter.Vm.Guest.Filesystem.Files_delete", status: 403, error_type: "UNAUTHORIZED" });
    await load();
    await flow.failure("up-1", at("/srv/d/x", { content: "new" }));
    const [beside] = (await flow.names("/srv/d")).filter((name) => name !== "x");
    assert.deepEqual(lab.red.logged("WARN"), [
      `/srv/d/${String(beside)} may be left behind in VM vm-42, for its deletion was not confirmed.`,
    ]);
  });

  describe("over a symbolic link", () => {
    beforeEach(() => put("/srv/d/link", "SYMLINK", { target: "/srv/d/x" }));

    for (const [title, content, up] of [
      ["whole", "new", {}],
      ["whole, overwriting nothing", "new", { overwrite: false }],
      ["of no bytes", "", { atomic: false }],
    ] as const) {
      it(`is refused, ${title}, and leaves the link`, async () => {
        await load({ up });
        const { code, message, cause } = await flow.failure("up-1", at("/srv/d/link", { content }));
        assert.deepEqual([code, cause.subject, cause.outcome, cause.path], ["INVALID_ARGUMENT", "path", "not_done", "/srv/d/link"]);
        assert.match(message, /^Could not upload "\/srv\/d\/link" \(VM vm-42 at \S+\): it is a symbolic link, .*Give the path that the link leads to\.$/);
        assert.equal((await lab.simulator.file("vm-42", "/srv/d/link")).type, "SYMLINK");
        assert.equal(await text("/srv/d/x"), "old");
        assert.equal(await lab.simulator.calls(CREATE_FILE), 0);
      });
    }

    it("that leads nowhere puts the file in its place", async () => {
      await put("/srv/d/dangling", "SYMLINK", { target: "/srv/d/none" });
      await load();
      await flow.done("up-1", at("/srv/d/dangling", { content: "new" }));
      assert.equal(await text("/srv/d/dangling"), "new");
      assert.equal((await lab.simulator.file("vm-42", "/srv/d/dangling")).type, "FILE");
    });

    it("puts the file into a directory that is one", async () => {
      await put("/srv/way", "SYMLINK", { target: "/srv/d" });
      await load();
      await flow.done("up-1", at("/srv/way/x", { content: "new" }));
      assert.equal(await text("/srv/d/x"), "new");
    });
  });

  it("to Windows sets the attributes before the file is in place", async () => {
    const [machine] = (await lab.simulator.control("POST", "/vms", { count: 1, family: "WINDOWS" })) as { vm: string }[];
    const vm = machine!.vm;
    await load({ up: { readOnly: true } });
    await flow.done("up-1", at("C:\\Windows\\Temp\\x.ini", { content: "new" }, vm));
    const operations = (await lab.simulator.requests()).map(({ operation }) => operation);
    assert.ok(operations.indexOf(UPDATE) < operations.indexOf(MOVE) && operations.includes(UPDATE));
    assert.equal(((await lab.simulator.file(vm, "C:\\Windows\\Temp\\x.ini")) as { read_only?: boolean }).read_only, true);

    await lab.simulator.fault({ kind: "error", operation: MOVE, status: 403, error_type: "UNAUTHORIZED" });
    await flow.failure("up-1", at("C:\\Windows\\Temp\\y.ini", { content: "new" }, vm));
    assert.deepEqual((await flow.names("C:\\Windows\\Temp", vm)).filter((name) => /upload|y\.ini/.test(name)), []);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 2);
  });
});
