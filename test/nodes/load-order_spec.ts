import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { manyVms, sendMany } from "../support/load";
import { CREATE_FILE } from "../support/simulator";

nodeSuite("messages for many VMs", (lab) => {
  const { red } = lab;
  const numbers = (): unknown[] => red.arrived("ok").map(({ number }) => number);
  const upTo = (count: number): number[] => [...Array(count).keys()];

  /** No creation is answered before its turn in {@link waves}. */
  async function hold(): Promise<void> {
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: null });
  }

  /** Lets creations go on, all that are under way at a time. @returns how many these were, time after time. */
  async function waves(total: number): Promise<number[]> {
    const sizes: number[] = [];
    for (let ended = 0; ended < total; ) {
      const released = (await lab.simulator.control("POST", "/release", {})) as { released: number };
      sizes.push(...(released.released > 0 ? [released.released] : []));
      ended += released.released;
      await red.arrivals("ok", 1 + ended);
    }
    return sizes;
  }

  it("come out in order for one VM, where one is under way at a time", async () => {
    await lab.load();
    await lab.path();
    await hold();

    await sendMany(lab, 60);
    const sizes = await waves(60);

    assert.deepEqual(sizes, Array(60).fill(1));
    assert.deepEqual(numbers().slice(1), upTo(60));
  });

  it("are under way two at a time in one VM, where that is allowed", async () => {
    await lab.load({ connection: { maxConcurrentPerVm: 2 } });
    await lab.path();
    await hold();

    await sendMany(lab, 20);
    const { calls } = await lab.called(CREATE_FILE, 1 + 2);

    assert.equal(calls[CREATE_FILE], 1 + 2);
    assert.ok(Math.max(...(await waves(20))) <= 2);
    assert.deepEqual(numbers().slice(1).map(Number).sort((one, other) => one - other), upTo(20));
  });

  it("are at most as many under way at once as the connection allows, over 40 VMs", async () => {
    const vms = await manyVms(lab, 40);
    await lab.load({ connection: { maxConcurrent: 8 } });
    await lab.path();
    await hold();

    await sendMany(lab, 120, (index) => ({ payload: { vm: vms[index % 40] } }));
    const { calls } = await lab.called(CREATE_FILE, 1 + 8);
    assert.equal(calls[CREATE_FILE], 1 + 8);
    const sizes = await waves(120);

    assert.ok(sizes.every((size) => size <= 8), sizes.join());
    for (const vm of vms) {
      const ofVm = red.arrived("ok").filter(({ guest }) => guest?.vm === vm).map(({ number }) => Number(number));
      assert.deepEqual(ofVm, [...ofVm].sort((one, other) => one - other));
      assert.equal(ofVm.length, 3);
    }
  });

  it("do not wait for a VM that is slow", async () => {
    const [slow = "", ...fast] = await manyVms(lab, 40);
    await lab.load({ connection: { maxConcurrent: 2 } });
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", vm: slow });

    await sendMany(lab, 10, () => ({ payload: { vm: slow } }));
    await lab.called(CREATE_FILE, 2);
    await sendMany(lab, 200, (index) => ({ payload: { vm: fast[index % fast.length] } }));
    await red.arrivals("ok", 1 + 200);

    assert.ok(red.arrived("ok").every(({ guest }) => guest?.vm !== slow));
    assert.equal((await lab.simulator.requests()).filter(({ vm }) => vm === slow).length, 1);
    await lab.release();
    await red.arrivals("ok", 1 + 200 + 10);
  });

  it("take turns by their VMs: one message for a VM does not wait for fifty of others", async () => {
    const [first = "", second = "", ...others] = await manyVms(lab, 5);
    const busy = [first, second];
    await lab.load({ connection: { maxConcurrent: 1 } });
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", vm: first });

    await sendMany(lab, 50, (index) => ({ payload: { vm: busy[index % 2] } }));
    await lab.called(CREATE_FILE, 2);
    await sendMany(lab, others.length, (index) => ({ payload: { vm: others[index] } }));
    await lab.release();
    await red.arrivals("ok", 1 + 50 + others.length);

    const servedLast = red.arrived("ok").map(({ guest }) => guest?.vm).lastIndexOf(others.at(-1));
    assert.ok(servedLast <= 10, `it was number ${servedLast}`);
  });
});
