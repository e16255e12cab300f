import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "../../../src/guest/ledger/entry";
import { ledgerIn, pathLeft } from "../../../src/guest/ledger/ledgers";
import { newMark } from "../../../src/guest/ledger/mark";

describe("the ledgers of a process", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vcenter-guest-ledgers-"));
    await ledgerIn(directory).open();
  });
  afterEach(async () => {
    await ledgerIn(directory).close();
    await rm(directory, { recursive: true, force: true });
  });

  const entryAt = (path: string): Entry => ({
    server: "vcenter:443", connection: "c", vm: "vm-42", kind: "file", prefix: "", mark: newMark(), suffix: "", path, lifetime: 1, due: 1,
  });

  it("are one for each directory, however it is written", () => {
    assert.equal(ledgerIn(directory), ledgerIn(`${directory}/x/../`));
    assert.notEqual(ledgerIn(directory), ledgerIn(`${directory}/x`));
  });

  const rows: [string, string, string, string, boolean][] = [
    ["/tmp/a", "vcenter:443", "vm-42", "/tmp/a", true],
    ["/tmp/a/b/c", "vcenter:443", "vm-42", "/tmp/a/", true],
    ["/tmp/ab", "vcenter:443", "vm-42", "/tmp/a", false],
    ["/tmp/a", "vcenter:443", "vm-42", "/tmp/a/b", false],
    ["/tmp/a", "vcenter:443", "vm-42", "/tmp/A", false],
    ["/tmp/a", "vcenter:443", "vm-43", "/tmp/a", false],
    ["/tmp/a", "other:443", "vm-42", "/tmp/a", false],
    ["C:\\Temp\\a\\b", "vcenter:443", "vm-42", "c:/temp/A", true],
    ["C:\\Temp\\a", "vcenter:443", "vm-42", "D:\\Temp", false],
  ];
  for (const [path, server, vm, left, isClosed] of rows) {
    it(`${isClosed ? "close" : "keep"} ${path} when ${left} is gone in ${vm} of ${server}`, async () => {
      const entry = entryAt(path);
      await ledgerIn(directory).put(entry);

      await pathLeft(server, vm, left, true);

      assert.equal(ledgerIn(directory).entry(entry.mark) === undefined, isClosed);
    });
  }

  it("keep what is below a link that is gone", async () => {
    const [link, below] = [entryAt("/tmp/a"), entryAt("/tmp/a/b")];
    await Promise.all([link, below].map((entry) => ledgerIn(directory).put(entry)));

    await pathLeft("vcenter:443", "vm-42", "/tmp/a", false);

    assert.deepEqual(ledgerIn(directory).entries(), [below]);
  });
});
