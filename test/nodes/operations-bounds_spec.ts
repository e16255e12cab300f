import assert from "node:assert/strict";
import { frontSuite, sendMany } from "../support/load";
import type { Credentials, FlowNode } from "../support/node-red";
import { forgetAll, onlyConnection, operations } from "../support/operations";
import { CREATE_FILE } from "../support/simulator";
import { TEMP_FILE_DEFAULTS, usualCredentials } from "../support/flow";

const VMS = 5_000;
const CONNECTIONS = 300;

frontSuite("the answer of the operations view", "both", (lab) => {
  beforeEach(() => {
    forgetAll(lab);
  });

  it("is short with 5,000 busy VMs, whose busiest it names", async function () {
    this.timeout(60_000);
    await lab.load({ connection: { maxConcurrent: 2 } });
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: null });
    const name = (index: number): string => `vm-${"x".repeat(200)}-${index % VMS}`;
    await sendMany(lab, VMS + 30, (index) => ({ payload: { vm: index < VMS ? name(index) : name(7) } }));

    const { vms, jobs } = await onlyConnection(lab);

    assert.deepEqual([vms.list.length, vms.more], [10, VMS - 10]);
    assert.deepEqual([vms.list[0]!.vm, vms.list[0]!.running + vms.list[0]!.waiting], [name(7), 31]);
    assert.equal(jobs!.running + jobs!.waiting, VMS + 30);
    await lab.releasedUntil(lab.red.unload());
  });

  it("is short with many connections and long texts, and counts what it leaves out", async () => {
    const long = "ü\"\\".repeat(100);
    const nodes = Array.from({ length: CONNECTIONS }, (_, index): FlowNode[] => [
      { id: `connection-x${index}`, type: "vcenter-connection", name: `${long} ${index}`, server: index % 2 === 0 ? "" : lab.simulator.address.url },
      { ...TEMP_FILE_DEFAULTS, id: `temp-x${index}`, type: "vcenter-guest-temp-file", name: long, connection: `connection-x${index}`, z: "tab-1", x: 1, y: 1, wires: [[], ["failed"]] },
    ]).flat();
    const login = usualCredentials(lab.simulator.address)["connection-1"]!;
    const credentials: Credentials = Object.fromEntries(Array.from({ length: CONNECTIONS }, (_, index) => [`connection-x${index}`, login]));
    await lab.load({ more: nodes, credentials });
    for (let index = 0; index < CONNECTIONS; index += 1) {
      lab.red.send(`temp-x${index}`, { payload: { vm: long } });
      lab.red.send(`temp-x${index}`, { payload: { vm: long } });
    }
    await lab.red.arrivals("failed", 2 * CONNECTIONS);

    const { list, more } = (await operations(lab)).connections;

    assert.equal(list.length + more, CONNECTIONS + 1);
    assert.ok(list.length >= 30, `${list.length} fit`);
    assert.ok(list.every(({ failures, totals }) => failures.list.length + failures.more === 2 && totals.failures === 2));
  });
});
