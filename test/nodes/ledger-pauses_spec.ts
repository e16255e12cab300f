import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, keeping, ledgerSuite, names, overdue, SOON } from "../support/ledger";
import { LOG_IN } from "../support/simulator";

const LIST = "Vcenter.Vm.Guest.Filesystem.Files_list";
const HOUR = 3_600_000;

nodeSuite("the removal of what is due when it fails", (lab) => {
  const { red } = lab;
  const state = ledgerSuite(lab, ["vm-42", "vm-43"]);
  const at = (vm = "vm-42"): object => ({ payload: { vm, parent_path: DIRECTORY } });

  /** Several looks of the sweeper. */
  const looks = (): Promise<void> => pause(150);
  const asked = (): Promise<number> => lab.simulator.calls(LIST);

  /** When the first entry is tried again, once it has failed so often. */
  async function nextTry(wanted: number): Promise<number> {
    for (;;) {
      const response = await red.helper.request().get("/vcenter-guest/ledger");
      const [entry] = (response.body as { entries: { failures?: number; nextTry?: string }[] }).entries;
      if (entry?.failures === wanted) {
        return Date.parse(String(entry.nextTry));
      }
      await pause(5);
    }
  }

  it("pauses after a failure, and goes on with the next success in that VM", async () => {
    await overdue(lab, state);
    red.timings = { ...SOON, firstPause: HOUR, longestPause: HOUR };
    await lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" });
    await lab.load(keeping(state, "60", { connection: { maxAttempts: 1 } }));
    await lab.called(LIST);
    await looks();
    await lab.path(at("vm-43"));
    await looks();
    assert.equal(await asked(), 1);

    await lab.simulator.vm("vm-42", { power_state: "POWERED_ON" });
    await looks();
    assert.equal(await asked(), 1);
    await lab.path(at());
    await state.count(2);

    assert.deepEqual((await names(lab, DIRECTORY)).length, 1);
  });

  it("pauses longer after each failure, up to a limit", async () => {
    await overdue(lab, state);
    red.timings = { ...SOON, firstPause: HOUR, longestPause: 4 * HOUR };
    await lab.simulator.fault({ operation: LIST, kind: "error", error_type: "RESOURCE_BUSY", times: null });
    await lab.load(keeping(state, "60", { connection: { maxAttempts: 1 } }));

    const hours: number[] = [];
    for (let failures = 1; failures <= 4; failures += 1) {
      hours.push(Math.round(((await nextTry(failures)) - Date.now()) / HOUR));
      // A success in its VM ends a pause.
      await lab.path(at());
    }

    assert.deepEqual(hours, [1, 2, 4, 4]);
  });

  it("is tried again by itself where a right was missing, since that is given without a deploy", async () => {
    await overdue(lab, state);
    await lab.simulator.fault({ operation: LIST, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
    await lab.load(keeping(state, "60"));
    await state.count(0);
    assert.equal(await asked(), 2);
  });

  for (const status of [401, 403]) {
    it("is tried again by itself once a refused login at vCenter may be, five minutes later", async () => {
    await overdue(lab, state);
    red.timings = { ...SOON, longestPause: HOUR };
    await lab.simulator.fault({ operation: LOG_IN, kind: "error", status: 401, error_type: "UNAUTHENTICATED" });
    await lab.load(keeping(state, "60"));

    const minutes = Math.round(((await nextTry(1)) - Date.now()) / 60_000);

    assert.deepEqual([minutes, await lab.simulator.calls(LOG_IN)], [5, 2]);
  });

  it("keeps an entry while a web server in the place of vCenter finds nothing", async () => {
    await overdue(lab, state, () => ({ vmMissed: Date.now() - 25 * HOUR }));
    await lab.simulator.fault({ operation: LIST, kind: "answer", status: 404, body: "<h1>Not Found</h1>", times: 3 });
    await lab.load(keeping(state, "60"));
    await lab.called(LIST, 3);
    assert.equal((await state.open()).length, 1);
    await state.count(0);
    assert.deepEqual(await names(lab, DIRECTORY), []);
  });

  it(`waits for other credentials after a ${status}, whatever succeeds`, async () => {
      await overdue(lab, state);
      red.timings = { ...SOON, longestPause: HOUR };
      const error_type = status === 401 ? "UNAUTHENTICATED" : "UNAUTHORIZED";
      await lab.simulator.fault({ operation: LIST, kind: "error", status, error_type, times: 1 });
      await lab.load(keeping(state, "60"));
      await lab.called(LIST);
      await looks();
      if (status === 403) {
        await lab.path(at());
      }
      await looks();
      assert.equal(await asked(), 1);

      await lab.deploy("full", keeping(state, "60", { connection: { timeout: 30 } }));
      await state.count(status === 403 ? 1 : 0);
    });
  }
});
