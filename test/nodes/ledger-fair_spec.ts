import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, keeping, ledgerSuite, names, SOON } from "../support/ledger";
import { manyVms } from "../support/load";
import { CREATE_FILE } from "../support/simulator";

const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";
const LIST = "Vcenter.Vm.Guest.Filesystem.Files_list";
const HOUR = 3_600_000;

interface Listed {
  readonly waitsFor?: string;
  readonly code?: string;
  readonly failures?: number;
}

nodeSuite("the removal in many VMs", (lab) => {
  const { red } = lab;
  const state = ledgerSuite(lab, ["vm-42", "vm-43"]);
  const at = (vm = "vm-42"): object => ({ payload: { vm, parent_path: DIRECTORY } });
  const once = { connection: { maxAttempts: 1 } };

  /** Several looks of the sweeper. */
  const looks = (): Promise<void> => pause(150);
  const asked = (): Promise<number> => lab.simulator.calls(LIST);
  const askedVms = async (): Promise<(string | null)[]> =>
    (await lab.simulator.requests()).filter(({ operation }) => operation === LIST).map(({ vm }) => vm);

  /** Entries that are due, one after the other, of a Node-RED that was stopped; the next one finds them. */
  async function overdue(vms: readonly string[] = ["vm-42"]): Promise<string[]> {
    await lab.load(keeping(state, "60"));
    const paths: string[] = [];
    for (const vm of vms) {
      paths.push(await lab.path({ payload: { vm, ...(["vm-42", "vm-43"].includes(vm) && { parent_path: DIRECTORY }) } }));
    }
    await red.unload();
    await state.released();
    const lines = (await state.open()).map((entry, index) => `${JSON.stringify({ ...entry, due: Date.now() - HOUR + index })}\n`);
    await writeFile(state.file, lines.join(""));
    return paths;
  }

  async function listed(): Promise<Listed[]> {
    return ((await red.helper.request().get("/vcenter-guest/ledger")).body as { entries: Listed[] }).entries;
  }

  it("does not wait for ever in a VM that always has work", async () => {
    await overdue();
    red.timings = { ...SOON, afterStart: 500, patience: 100 };
    await lab.load(keeping(state, "60", { connection: { maxConcurrentPerVm: 2 } }));
    await lab.path(at());
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    const busy = lab.path(at());
    await lab.called(CREATE_FILE, 3);
    await lab.called(LIST);
    await lab.release();
    await busy;
    await state.count(2);
  });

  it("waits until the VM has nothing else to do here", async () => {
    await overdue();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    red.timings = { ...SOON, afterStart: 300 };
    await lab.load(keeping(state, "60"));
    const first = lab.path(at());
    await lab.called(CREATE_FILE, 2);
    await pause(600);
    assert.equal(await asked(), 0);
    const second = lab.path(at());

    await lab.release();
    await Promise.all([first, second]);
    await lab.called(DELETE_FILE);
    const order = (await lab.simulator.requests()).map(({ operation }) => operation).filter((name) => name === CREATE_FILE || name === LIST);
    assert.deepEqual(order, [CREATE_FILE, CREATE_FILE, CREATE_FILE, LIST]);
  });

  it("works in two VMs at once", async () => {
    const vms = await manyVms(lab, 6);
    await lab.load(keeping(state, "0.02"));
    await lab.simulator.fault({ operation: LIST, kind: "hang", times: null });
    for (const vm of vms) {
      await lab.path({ payload: { vm } });
    }

    await lab.called(LIST, 2);
    await looks();
    assert.equal(await asked(), 2);
    await lab.release(1);
    await lab.called(LIST, 3);
    await looks();
    assert.equal(await asked(), 3);

    await lab.simulator.control("DELETE", "/faults");
    await lab.simulator.control("POST", "/release", {});
    await state.count(0);
  });

  it("goes on in the others while one VM does not answer", async () => {
    const others = await manyVms(lab, 3);
    await overdue(["vm-42", "vm-42", "vm-42", ...others]);
    await lab.simulator.fault({ operation: LIST, vm: "vm-42", kind: "hang", times: null });
    red.timings = { ...SOON, patience: 0 };

    await lab.load(keeping(state));
    await state.count(3);

    assert.deepEqual((await askedVms()).filter((vm) => vm === "vm-42"), ["vm-42"]);
  });

  it("takes the VMs in turns, however many are due in one", async () => {
    const [other = ""] = await manyVms(lab, 1);
    await overdue(["vm-42", "vm-42", "vm-42", "vm-43", other]);

    await lab.load(keeping(state));
    await state.count(0);

    assert.deepEqual((await askedVms()).slice(0, 3), ["vm-42", "vm-43", other]);
  });

  it("leaves a whole VM alone after a failure in it, and goes on there with the next success", async () => {
    await overdue(["vm-42", "vm-42", "vm-42"]);
    red.timings = { ...SOON, firstPause: HOUR, longestPause: HOUR };
    await lab.simulator.vm("vm-42", { power_state: "POWERED_OFF" });
    await lab.load(keeping(state, "60", once));
    await lab.called(LIST);
    await looks();
    assert.equal(await asked(), 1);
    const waiting = (await listed()).map(({ waitsFor, code }) => [waitsFor, code]);
    assert.deepEqual(waiting, Array(3).fill(["retry", "NOT_ALLOWED_IN_CURRENT_STATE"]));

    await lab.simulator.vm("vm-42", { power_state: "POWERED_ON" });
    await lab.path(at());
    await state.count(1);
  });

  it("takes first what has not failed, so that nothing waits behind what always fails", async () => {
    const [bad = ""] = await overdue(["vm-42", "vm-42"]);
    await lab.simulator.control("DELETE", `/vms/vm-42/files?path=${bad}`);
    await lab.simulator.control("PUT", "/vms/vm-42/files", { path: `${bad}/precious`, type: "FILE", owner: "worker", mode: "0600" });
    red.timings = { ...SOON, firstPause: HOUR, longestPause: HOUR };
    await lab.load(keeping(state, "60", once));
    while ((await listed())[0]?.failures !== 1) {
      await pause(5);
    }

    await lab.path(at());
    await state.count(2);

    assert.deepEqual((await names(lab, bad)), ["precious"]);
  });

  it("is no failure if a deploy cancels it, and goes on after that", async () => {
    await overdue();
    red.timings = { ...SOON, firstPause: HOUR, longestPause: HOUR };
    await lab.simulator.fault({ operation: LIST, kind: "hang" });
    await lab.load(keeping(state, "60", once));
    await lab.called(LIST);

    await lab.deploy("full", keeping(state, "60", once));
    await state.count(0);

    assert.equal(await asked(), 2);
  });
});
