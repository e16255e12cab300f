import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sinon from "sinon";
import { nodeSuite } from "../support/lab";
import { at, CREATE_TRANSFER, TransferLab } from "../support/transfers";

nodeSuite("vcenter-guest-download", (lab) => {
  const flow = new TransferLab(lab);
  const put = (path: string, bytes: Buffer | string): Promise<void> => lab.simulator.putContent("vm-42", path, bytes);

  it("gives the bytes of a file, and leaves the rest of the message", async () => {
    const bytes = Buffer.from([0, 255, 1, 254]);
    await put("/tmp/x", bytes);
    await flow.load();

    const { payload, guest, topic, filename } = await flow.done("down-1", at("/tmp/x", { topic: "t", filename: "mine" }));

    assert.ok(Buffer.isBuffer(payload));
    assert.deepEqual(payload, bytes);
    assert.deepEqual([guest?.vm, guest?.path, guest?.kind, guest?.attempts, topic, filename], ["vm-42", "/tmp/x", undefined, 1, "t", "mine"]);
    const [transfer] = await lab.simulator.transfers();
    assert.deepEqual(transfer?.violations, []);
  });

  for (const [encoding, bytes, text] of [
    ["utf-8", Buffer.from("ä€"), "ä€"],
    ["utf-16le", Buffer.from("ä€", "utf16le"), "ä€"],
    ["windows-1252", Buffer.from([0xe4, 0x80]), "ä€"],
    ["", Buffer.from("ä"), "ä"],
  ] as const) {
    it(`gives text in the encoding "${encoding}"`, async () => {
      await put("/tmp/x", bytes);
      await flow.load({ down: { to: "text", encoding } });
      assert.equal((await flow.done("down-1", at("/tmp/x"))).payload, text);
    });
  }

  it("gives an empty file as nothing", async () => {
    await put("/tmp/x", "");
    await flow.load({ down: { to: "text" } });
    assert.equal((await flow.done("down-1", at("/tmp/x"))).payload, "");
  });

  it("refuses a file that is larger than the limit by what the guest says, before it is transferred", async () => {
    await put("/tmp/x", Buffer.alloc(1025));
    await flow.load({ down: { sizeLimit: 1024 / 1_048_576 } });
    const { code, message, cause } = await flow.failure("down-1", at("/tmp/x"));
    assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["INVALID_ARGUMENT", "path", "not_done", false]);
    assert.deepEqual(cause.data, { file_path: "/tmp/x", reason: "FILE_TOO_LARGE", limit: 1024, size: 1025 });
    assert.match(message, /"\/tmp\/x" in VM vm-42 at \S+ has 0\.000978 MiB \(1025 bytes\), and the limit is 0\.000977 MiB \(1024 bytes\)\./);
    assert.match(message, /Raise "Size limit \(MiB\)" in the node, or let it give a file on the machine of Node-RED/);
    assert.equal(await lab.simulator.calls(CREATE_TRANSFER), 0);
    await put("/tmp/x", Buffer.alloc(1024));
    assert.equal(((await flow.done("down-1", at("/tmp/x"))).payload as Buffer).length, 1024);
  });

  describe("of a file that changes meanwhile", () => {
    const changed = async (before: number, now: number, down = {}): ReturnType<TransferLab["failure"]> => {
      await put("/tmp/x", Buffer.alloc(before));
      await lab.simulator.fault({ kind: "hang", operation: CREATE_TRANSFER });
      await flow.load({ down });
      const failure = flow.failure("down-1", at("/tmp/x"));
      await lab.called(CREATE_TRANSFER);
      await put("/tmp/x", Buffer.alloc(now));
      await lab.release();
      return failure;
    };

    it("says that it grew", async () => {
      const { code, message, cause } = await changed(10, 20);
      assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["ERROR", "path", "not_done", true]);
      assert.deepEqual(cause.data, { reason: "FILE_CHANGED", size: 10, arrived: 20 });
      assert.match(message, /grew while it was downloaded: the guest told of 10 bytes, and 20 arrived/);
    });

    it("says that it shrank", async () => {
      assert.match((await changed(20, 10)).message, /shrank while it was downloaded/);
    });

    it("keeps no more than the limit of what arrives", async () => {
      const { code, message, cause } = await changed(10, 5_000_000, { sizeLimit: 1024 / 1_048_576 });
      assert.deepEqual([code, cause.data?.reason], ["INVALID_ARGUMENT", "FILE_TOO_LARGE"]);
      assert.match(message, /"\/tmp\/x" in VM vm-42 at \S+ grew while it was downloaded, and the limit is 0\.000977 MiB/);
      const { transfers } = await lab.counters((counters) => counters.transfers.open === 0);
      assert.ok(transfers.bytes.downloaded < 5_000_000, String(transfers.bytes.downloaded));
    });
  });

  describe("to a local file", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "vcenter-guest-"));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    it("writes it whole and for its owner alone, and says where it is", async () => {
      await put("/tmp/x", "content");
      await flow.load({ down: { to: "file", sizeLimit: 0.000001 } });
      const filename = join(folder, "y");
      writeFileSync(filename, "something older");
      const { payload, filename: told } = await flow.done("down-1", at("/tmp/x", { filename }));
      assert.deepEqual([payload, told], [filename, filename]);
      assert.equal(readFileSync(filename, "utf8"), "content");
      assert.equal(statSync(filename).mode & 0o777, 0o600);
      assert.deepEqual(readdirSync(folder), ["y"]);
    });

    it("begins where core's file nodes begin", async () => {
      await put("/tmp/x", "content");
      await flow.load({ down: { to: "file" }, settings: { fileWorkingDirectory: folder } });
      const { payload } = await flow.done("down-1", at("/tmp/x", { filename: "y" }));
      assert.equal(payload, join(folder, "y"));
    });

    it("names the file as the guest does where it is given a folder: by the last part", async () => {
      await put("/tmp/..\\..\\evil", "content");
      await flow.load({ down: { to: "file" } });
      const { payload } = await flow.done("down-1", at("/tmp/..\\..\\evil", { filename: folder }));
      assert.equal(payload, join(folder, "evil"));
    });

    it("leaves what was there, and nothing else, when it fails", async () => {
      await put("/tmp/x", Buffer.alloc(100_000));
      await lab.simulator.fault({ kind: "transfer_cut", direction: "download", bytes: 1000, times: null });
      await flow.load({ down: { to: "file" }, connection: { maxAttempts: 2 } });
      const filename = join(folder, "y");
      writeFileSync(filename, "older");
      const { code, cause } = await flow.failure("down-1", at("/tmp/x", { filename }));
      assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["RESOURCE_INACCESSIBLE", "network", "not_done", 2]);
      assert.equal(readFileSync(filename, "utf8"), "older");
      assert.deepEqual(readdirSync(folder), ["y"]);
    });

    it("leaves what was there, and nothing else, where the disk of Node-RED is full", async () => {
      await put("/tmp/x", "content");
      await flow.load({ down: { to: "file" }, connection: { maxAttempts: 1 } });
      const filename = join(folder, "y");
      writeFileSync(filename, "older");
      await withFullDisk(async () => {
        const { code, message, cause } = await flow.failure("down-1", at("/tmp/x", { filename }));
        assert.deepEqual([code, cause.subject, cause.outcome, cause.retryable], ["ERROR", "message", "not_done", true]);
        assert.match(message, /^The local file ".*\/y", the filename \(msg\.filename\), cannot be written, for the disk of the machine of Node-RED is full\. /);
      });
      assert.equal(readFileSync(filename, "utf8"), "older");
      assert.deepEqual(readdirSync(folder), ["y"]);
    });
  });
});

/** Files that are open in this process can take no bytes. */
async function withFullDisk(test: () => Promise<void>): Promise<void> {
  const handle = await open(__filename);
  const error = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const stub = sinon.stub(Object.getPrototypeOf(handle) as typeof handle, "writeFile").rejects(error);
  await handle.close();
  try {
    await test();
  } finally {
    stub.restore();
  }
}
