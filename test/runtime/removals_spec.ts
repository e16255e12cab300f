import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLine } from "../../src/guest/ledger/entry";
import { LEDGER_FILE } from "../../src/guest/ledger/ledger";
import { newMark } from "../../src/guest/ledger/mark";
import { Removals } from "../../src/runtime/removals";
import { FakeRed } from "./fake-red";

describe("what a runtime is to remove", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vcenter-guest-removals-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("is counted in the log once at the start, also if a message came before the flows had started", async () => {
    const entry = { server: "other:443", connection: "c", vm: "vm-42", kind: "file", prefix: "", mark: newMark(), suffix: "", lifetime: 1, due: 1 } as const;
    await writeFile(join(directory, LEDGER_FILE), openLine(entry));
    const red = new FakeRed();
    red.settings.vcenterConnectionStateDir = directory;
    const warnings: string[] = [];
    const log = { warn: (text: string) => warnings.push(text) };
    const removals = new Removals(Object.assign(red.api, { log }));

    await (await removals.ledger()).put({ ...entry, mark: newMark() });
    assert.deepEqual(warnings, []);
    red.events.emit("flows:started");
    await removals.kept;
    red.events.emit("flows:started");
    await removals.kept;

    assert.equal(warnings.length, 1);
    assert.match(String(warnings), /^1 temporary files .* of before the start .* The connection of 1 of them is not there/);
    removals.dispose();
  });
});
