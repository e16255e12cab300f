import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, keeping, ledgerSuite, names, overdue, restart, SHORT, SOON } from "../support/ledger";

const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";
const LIST = "Vcenter.Vm.Guest.Filesystem.Files_list";
const HOUR = 3_600_000;

nodeSuite("the removal of what is due", (lab) => {
  const { red } = lab;
  const state = ledgerSuite(lab, ["vm-42", "vm-43"]);

  /** Several looks of the sweeper. */
  const looks = (): Promise<void> => pause(150);
  const asked = (): Promise<number> => lab.simulator.calls(LIST);

  it("ends an entry whose file is not there any more", async () => {
    await overdue(lab, state);
    await lab.simulator.control("DELETE", `/vms/vm-42/files?path=${DIRECTORY}`);

    await lab.load(keeping(state));
    await state.count(0);

    // Once for the file, once for a detour that was cut off.
    assert.deepEqual([await asked(), await lab.simulator.calls(DELETE_FILE)], [2, 0]);
  });

  it("begins some time after the start, with one warning that counts", async () => {
    await overdue(lab, state);
    red.timings = { ...SOON, afterStart: 500 };
    const warn = red.runtime.log as unknown as { warn: (text: string) => void };
    const warnings: string[] = [];
    const { warn: usual } = warn;
    warn.warn = (text) => warnings.push(text);
    try {
      await lab.load(keeping(state));
      await pause(300);
      assert.equal(await asked(), 0);
      await lab.deploy("full", keeping(state));
      await state.count(0);
    } finally {
      warn.warn = usual;
    }

    assert.deepEqual(warnings.filter((text) => text.includes("temporary")), [
      "1 temporary files or directories of before the start are still to be removed in guests: what is overdue 0.5 s after the start, the others" +
        " when they are due. GET /vcenter-guest/ledger of the editor's address lists them.",
    ]);
    assert.deepEqual(await names(lab, DIRECTORY), []);
  });

  it("ends an entry whose VM is missing only if it was missing a day before", async () => {
    await overdue(lab, state);
    await lab.simulator.control("DELETE", "/vms/vm-42");
    await lab.load(keeping(state));
    await lab.called(LIST);
    await looks();
    assert.equal(await asked(), 1);
    const [entry] = await state.open();
    assert.ok(Math.abs(Number(entry?.vmMissed) - Date.now()) < 10_000);

    await restart(lab, state, keeping(state));
    await lab.called(LIST, 2);
    await looks();
    assert.equal((await state.open())[0]?.vmMissed, entry?.vmMissed);

    await red.unload();
    await state.released();
    await writeFile(state.file, `${JSON.stringify({ ...entry, vmMissed: Date.now() - 24 * HOUR })}\n`);
    await lab.load(keeping(state));
    await state.count(0);
  });

  it("counts anew how long a VM is missing once that was seen", async () => {
    await overdue(lab, state, () => ({ vmMissed: Date.now() - 25 * HOUR }));
    await lab.simulator.fault({ operation: LIST, kind: "error", status: 500, error_type: "RESOURCE_BUSY" });
    await lab.simulator.fault({ operation: LIST, kind: "error", after: 1, times: null, status: 404, error_type: "NOT_FOUND" });
    await lab.load(keeping(state, "60", { connection: { maxAttempts: 1 } }));
    await lab.called(LIST, 2);
    await looks();
    const [entry] = await state.open();
    assert.ok(Math.abs(Number(entry?.vmMissed) - Date.now()) < 10_000);
  });

  it("leaves what belongs to a connection that is gone, and goes on when that is back", async () => {
    await overdue(lab, state);
    const other = keeping(state, SHORT, { connection: { id: "connection-2" }, tempFile: { connection: "" } });
    await lab.load(other);
    await looks();
    assert.equal(await asked(), 0);
    assert.equal((await state.open()).length, 1);

    await lab.deploy("full", keeping(state));
    await state.count(0);
    assert.deepEqual(await names(lab, DIRECTORY), []);
  });

  it("does not take another vCenter for the one that the file is in", async () => {
    await overdue(lab, state, () => ({ server: "vcenter.example.com:443" }));

    await lab.load(keeping(state));
    await looks();

    assert.equal(await asked(), 0);
    assert.equal((await state.open()).length, 1);
  });

  it("never deletes a name without the mark", async () => {
    const victim = `${DIRECTORY}/precious`;
    await lab.simulator.control("PUT", "/vms/vm-42/files", { path: victim, type: "FILE", owner: "worker", mode: "0600" });
    const path = await overdue(lab, state, () => ({ path: victim }));

    await lab.load(keeping(state));
    await state.count(0);

    assert.deepEqual((await names(lab, DIRECTORY)).sort(), [path.slice(DIRECTORY.length + 1), "precious"].sort());
    assert.deepEqual([await asked(), await lab.simulator.calls(DELETE_FILE)], [0, 0]);
  });
});
