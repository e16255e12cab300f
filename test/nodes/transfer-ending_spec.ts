import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deadlines, LIMIT } from "../support/deadlines";
import { nodeSuite } from "../support/lab";
import { at, CREATE_TRANSFER, TransferLab } from "../support/transfers";

const CONTENT = Buffer.alloc(1_000_000, "abc");

nodeSuite("a transfer whose message ends", (lab) => {
  const flow = new TransferLab(lab);
  const { red } = lab;
  const timeOut = deadlines();
  const isOpen = (): Promise<unknown> => lab.counters(({ transfers }) => transfers.open === 1);
  const stall = (direction: string): Promise<unknown> => lab.simulator.fault({ kind: "transfer_stall", direction, bytes: 100_000, times: null });
  /** A transfer that has ended here may come to its stall there only now. */
  const isClosed = (): Promise<void> => lab.releasedUntil(lab.counters(({ transfers }) => transfers.sockets.open === 0));

  for (const [id, direction, outcome] of [["up-1", "upload", "unknown"], ["down-1", "download", "not_done"]] as const) {
    describe(direction, () => {
      beforeEach(async () => {
        await lab.simulator.putContent("vm-42", "/tmp/x", CONTENT);
        await stall(direction);
      });

      it("ends at a reset, at once", async () => {
        await flow.load();
        const failed = flow.failure(id, at("/tmp/x", { content: CONTENT }));
        await isOpen();
        red.send(id, { reset: true });
        const { code, cause } = await failed;
        assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["CANCELED", "server", outcome, 1]);
        await isClosed();
        assert.equal(await lab.simulator.calls(CREATE_TRANSFER), 1);
      });

      it("ends with a deploy, told by one warning", async () => {
        await flow.load();
        red.send(id, at("/tmp/x", { content: CONTENT }));
        await isOpen();
        await lab.deploy("full", await flow.setup({ up: { name: "new" }, down: { name: "new" } }));
        const [line] = red.logged("WARN");
        assert.match(String(line), outcome === "unknown" ? /1 messages canceled: 0 not done, 1 unknown/ : /1 messages canceled: 1 not done, 0 unknown/);
        await isClosed();
        const { sessions } = await lab.counters((counters) => counters.sessions.open === 0);
        assert.equal(sessions.created, sessions.deleted);
      });

      it("does not keep others from the VM meanwhile", async () => {
        await flow.load();
        const done = flow.done(id, at("/tmp/x", { content: CONTENT }));
        await isOpen();
        await red.ask("temp-1", { payload: { vm: "vm-42" } }, "ok", "failed");
        await lab.releasedUntil(done);
      });

      it("tells that the VM was powered off in the middle", async () => {
        await flow.load();
        const failed = flow.failure(id, at("/tmp/x", { content: CONTENT }));
        await isOpen();
        await lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" });
        await lab.releasedUntil(failed);
        const { code, cause } = await failed;
        assert.deepEqual([code, cause.subject, cause.outcome], ["NOT_ALLOWED_IN_CURRENT_STATE", "vm", outcome]);
      });
    });
  }

  describe("whose clean-up must wait for others in the VM", () => {
    for (const how of ["deploy", "reset"] as const) {
      it(`holds up no ${how} for ever`, async () => {
        const list = "Vcenter.Vm.Guest.Filesystem.Files_list";
        await lab.simulator.control("PUT", "/vms/vm-42/files", { path: "/srv/d", type: "DIRECTORY", owner: "worker", mode: "0755" });
        await stall("upload");
        await flow.load({ up: { atomic: true } });
        red.send("up-1", at("/srv/d/x", { content: CONTENT }));
        await isOpen();
        await lab.simulator.fault({ kind: "hang", operation: list, times: null });
        red.send("down-1", at("/tmp/none"));
        await lab.called(list, 2);
        const ended = how === "deploy" ? lab.deploy("nodes", await flow.setup({ up: { atomic: true, name: "new" } })) : undefined;
        if (how === "reset") {
          red.send("up-1", { reset: true });
        }
        await red.until(() => {
          timeOut({ from: 30, to: LIMIT });
          return red.ended("up-1").length > 0 || red.statuses("up-1").some((status) => status?.text === "CANCELED");
        });
        await ended;
        assert.equal(await lab.simulator.calls(list), 2);
        assert.ok((await flow.names("/srv/d")).length <= (how === "deploy" ? 0 : 1));
      });
    }
  });

  for (const id of ["up-1", "down-1"] as const) {
    it(`of ${id} ends at the deadline while vCenter does not give a URL`, async () => {
      await lab.simulator.putContent("vm-42", "/tmp/x", "1");
      await lab.simulator.fault({ kind: "hang", operation: CREATE_TRANSFER });
      await flow.load({ connection: { timeout: LIMIT } });
      const failed = flow.failure(id, at("/tmp/x", { content: "1" }));
      await lab.called(CREATE_TRANSFER);
      timeOut();
      const { code, cause } = await failed;
      assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["TIMED_OUT", "server", "not_done", 1]);
      await lab.release();
      await flow.done(id, at("/tmp/x", { content: "1" }));
    });

    it(`of ${id} is tried again when the answer with the URL was lost`, async () => {
      await lab.simulator.putContent("vm-42", "/tmp/x", "1");
      await lab.simulator.fault({ kind: "lost", operation: CREATE_TRANSFER });
      await flow.load();
      const { guest } = await flow.done(id, at("/tmp/x", { content: "1" }));
      assert.deepEqual([guest?.attempts, await lab.simulator.calls(CREATE_TRANSFER)], [2, 2]);
    });
  }

  it("is not begun where the disk of the guest is full", async () => {
    await lab.simulator.vm("vm-42", { free_bytes: 1000 });
    await flow.load({ connection: { maxAttempts: 1 } });
    const { code, message, cause } = await flow.failure("up-1", at("/tmp/x", { content: Buffer.alloc(1001) }));
    assert.deepEqual([code, cause.subject, cause.outcome], ["UNABLE_TO_ALLOCATE_RESOURCE", "path", "not_done"]);
    assert.match(message, /no space left/);
  });

  it("leaves what was there where the disk of the guest becomes full in the middle, and says where to look", async () => {
    await lab.simulator.putContent("vm-42", "/tmp/x", "old");
    await stall("upload");
    await flow.load();
    const failed = flow.failure("up-1", at("/tmp/x", { content: CONTENT }));
    await isOpen();
    await lab.simulator.vm("vm-42", { disk: "full" });
    await lab.releasedUntil(failed);
    const { code, message, cause } = await failed;
    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["ERROR", "server", "unknown", 1]);
    assert.match(message, /whether the guest has space left/);
    assert.equal(String(await lab.simulator.content("vm-42", "/tmp/x")), "old");
  });

  for (const [id, right] of [["up-1", "Modify"], ["down-1", "Query"], ["down-1", "Modify"]] as const) {
    it(`of ${id} tells that the vCenter user lacks the right ${right}`, async () => {
      await lab.simulator.putContent("vm-42", "/tmp/x", "1");
      await lab.simulator.vm("vm-42", { privileges: { [`VirtualMachine.GuestOperations.${right}`]: false } });
      await flow.load();
      const { code, message, cause } = await flow.failure(id, at("/tmp/x", { content: "1" }));
      assert.deepEqual([code, cause.subject, cause.outcome], ["UNAUTHORIZED", "permission", "not_done"]);
      assert.ok(message.includes(`VirtualMachine.GuestOperations.${right}`), message);
    });
  }

  it("to a local file leaves no half of it behind", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vcenter-guest-"));
    try {
      await lab.simulator.putContent("vm-42", "/tmp/x", CONTENT);
      await stall("download");
      await flow.load({ down: { to: "file" } });
      const failed = flow.failure("down-1", at("/tmp/x", { filename: join(folder, "y") }));
      await isOpen();
      await red.until(() => readdirSync(folder).length === 1);
      red.send("down-1", { reset: true });
      await failed;
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("tells that a file is missing in the guest", async () => {
    await flow.load();
    const { code, cause } = await flow.failure("down-1", at("/tmp/none"));
    assert.deepEqual([code, cause.subject, cause.outcome], ["NOT_FOUND", "path", "not_done"]);
  });
});
