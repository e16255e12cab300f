import assert from "node:assert/strict";
import { deadlines, LIMIT } from "../support/deadlines";
import { nodeSuite } from "../support/lab";
import { at, CREATE_TRANSFER, TransferLab } from "../support/transfers";

nodeSuite("a transfer that breaks", (lab) => {
  const flow = new TransferLab(lab);
  const timeOut = deadlines();
  const CONTENT = Buffer.alloc(1_000_000, "abc");
  const msg = (): object => at("/tmp/x", { content: CONTENT });
  const urls = (): Promise<number> => lab.simulator.calls(CREATE_TRANSFER);

  for (const [title, fault] of [
    ["is cut in the middle", { kind: "transfer_cut", bytes: 100_000 }],
    ["finds its URL dead", { kind: "transfer_answer", status: 404, body: "<html>" }],
    ["is refused by a proxy for now", { kind: "transfer_answer", status: 503, body: "<html>" }],
  ] as const) {
    for (const [id, direction] of [["up-1", "upload"], ["down-1", "download"]] as const) {
      it(`as it ${title} is repeated with a new URL: ${direction}`, async () => {
        await lab.simulator.putContent("vm-42", "/tmp/x", id === "up-1" ? "old" : CONTENT);
        await lab.simulator.fault({ ...fault, direction });
        await flow.load();
        const { guest, payload } = await flow.done(id, msg());
        assert.equal(guest?.attempts, 2);
        assert.deepEqual(payload, id === "up-1" ? "/tmp/x" : CONTENT);
        assert.equal(await urls(), 2);
        const transfers = await lab.simulator.transfers();
        assert.equal(new Set(transfers.map(({ path }) => path)).size, 2);
        assert.deepEqual(await lab.simulator.content("vm-42", "/tmp/x"), CONTENT);
      });
    }
  }

  it("is not repeated where it must not overwrite what it may have written", async () => {
    await lab.simulator.fault({ kind: "transfer_cut", direction: "upload", bytes: 100_000 });
    await flow.load({ up: { overwrite: false } });
    const { code, cause } = await flow.failure("up-1", msg());
    assert.deepEqual([code, cause.outcome, cause.attempts], ["RESOURCE_INACCESSIBLE", "unknown", 1]);
    assert.equal(await urls(), 1);
  });

  for (const overwrite of [true, false]) {
    it(`is not whole where the host has all before it was sent all: ${overwrite ? "it is repeated" : "it must not overwrite"}`, async () => {
      await lab.simulator.fault({ kind: "transfer_answer", direction: "upload", status: 200 });
      await flow.load({ up: { overwrite, verify: false } });
      const content = Buffer.alloc(20_000_000, "abc");
      if (overwrite) {
        assert.equal((await flow.done("up-1", at("/tmp/x", { content }))).guest?.attempts, 2);
        assert.ok((await lab.simulator.content("vm-42", "/tmp/x")).equals(content));
        return;
      }
      const { code, message, cause } = await flow.failure("up-1", at("/tmp/x", { content }));
      assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["RESOURCE_INACCESSIBLE", "network", "unknown", 1]);
      assert.match(message, /its answer came before all bytes were sent\. The file "\/tmp\/x" in the guest may have been written\./);
      assert.equal(await urls(), 1);
    });
  }

  it("by another length than it announced is repeated, and never taken for whole", async () => {
    await lab.simulator.putContent("vm-42", "/tmp/x", CONTENT);
    await lab.simulator.fault({ kind: "transfer_length", content_length: 2_000_000 });
    await flow.load();
    assert.deepEqual((await flow.done("down-1", at("/tmp/x"))).payload, CONTENT);
    assert.equal(await urls(), 2);
  });

  for (const [id, direction, outcome] of [["up-1", "upload", "unknown"], ["down-1", "download", "not_done"]] as const) {
    it(`ends when no byte has moved for the timeout, however long it takes as a whole: ${direction}`, async () => {
      const content = Buffer.alloc(20_000_000);
      await lab.simulator.putContent("vm-42", "/tmp/x", content);
      await lab.simulator.fault({ kind: "transfer_stall", direction, bytes: 100_000 });
      const limited = { timeout: LIMIT, timeoutType: "num" };
      await flow.load({ up: limited, down: limited });
      const failed = flow.failure(id, at("/tmp/x", { content }));
      await lab.counters(({ transfers }) => transfers.bytes[`${direction}ed`] >= 100_000);
      timeOut();
      const { code, message, cause } = await failed;
      assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["TIMED_OUT", "server", outcome, 1]);
      assert.match(message, /no byte has been moved to or from the ESXi host esxi-1/);
      await lab.release();
      const { transfers } = await lab.counters((counters) => counters.transfers.sockets.open === 0);
      assert.equal(transfers.completed, 0);
    });
  }

  it("shows its progress in percent, at most two changes a second", async () => {
    await lab.simulator.fault({ kind: "transfer_stall", direction: "download", bytes: 500_000 });
    await lab.simulator.putContent("vm-42", "/tmp/x", CONTENT);
    await flow.load();
    const done = flow.done("down-1", at("/tmp/x"));
    await lab.red.until(() => lab.red.statuses("down-1").some((status) => /^(49|50) %$/.test(status?.text ?? "")));
    await lab.releasedUntil(done);
    await lab.red.until(() => JSON.stringify(lab.red.statuses("down-1").at(-1)) === "{}");
  });
});
