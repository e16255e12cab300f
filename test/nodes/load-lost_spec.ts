import assert from "node:assert/strict";
import { type Lab, nodeSuite } from "../support/lab";
import { allEnded, manyVms, sendMany, tally } from "../support/load";
import type { Msg } from "../support/node-red";
import { CREATE_DIRECTORY, CREATE_FILE, LOG_IN } from "../support/simulator";

/** The file is made each time, and the answer does not tell. */
const FAULTS: Readonly<Record<string, { readonly fault: object; readonly error: string }>> = {
  "lost": { fault: { kind: "lost" }, error: "RESOURCE_INACCESSIBLE network unknown" },
  "cut in its middle": { fault: { kind: "truncated" }, error: "RESOURCE_INACCESSIBLE network unknown" },
  "garbage": { fault: { kind: "garbage" }, error: "ERROR server unknown" },
  "empty": { fault: { kind: "answer", status: 200, body: "", work: true }, error: "ERROR server unknown" },
  "an error of a gateway in JSON": {
    fault: { kind: "answer", status: 502, body: '{"messages":["Bad gateway"]}', work: true },
    error: "SERVICE_UNAVAILABLE server unknown",
  },
  "a page of a gateway": { fault: { kind: "bad_gateway" }, error: "SERVICE_UNAVAILABLE server unknown" },
};

/** Messages for one VM after the other; the prefix of the file tells its message. */
function over(...vms: string[]): (index: number) => object {
  return (index) => ({ payload: { vm: vms[index % vms.length], prefix: `${index}-`, parent_path: "/tmp" } });
}

/** The numbers of the messages that files of a guest were made for. */
async function madeFor({ simulator }: Lab, vm: string): Promise<number[]> {
  const { entries = [] } = await simulator.file(vm, "/tmp");
  return entries.filter((name) => /^\d+-vmware/.test(name)).map((name) => parseInt(name)).sort((one, other) => one - other);
}

/** From `first` on, each `step`th. */
function numbers(count: number, first = 0, step = 1): number[] {
  return Array.from({ length: count }, (_, index) => first + index * step);
}

const numbersOf = (messages: readonly Msg[]): unknown[] => messages.map(({ number }) => number);

nodeSuite("an answer that is lost after the work", (lab) => {
  for (const [what, { fault, error }] of Object.entries(FAULTS)) {
    it(`each time on one of two VMs: it is not tried again, and the turns go on: ${what}`, async () => {
      // In turn with successes: five failures in a row can mean that vCenter is away, and then it is given a rest.
      await lab.load({ connection: { maxAttempts: 10, maxConcurrent: 1 } });
      await lab.simulator.fault({ ...fault, operation: CREATE_FILE, vm: "vm-42", times: null });

      await sendMany(lab, 40, over("vm-42", "vm-43"));
      const { ok, failed } = await allEnded(lab, 40);

      assert.deepEqual(tally(failed), { [error]: 20 });
      assert.ok(failed.every(({ error: { cause } = {} }) => cause?.attempts === 1));
      assert.deepEqual([numbersOf(failed), numbersOf(ok)], [numbers(20, 0, 2), numbers(20, 1, 2)]);
      assert.deepEqual(await madeFor(lab, "vm-42"), numbers(20, 0, 2));
      assert.deepEqual(await madeFor(lab, "vm-43"), numbers(20, 1, 2));
      const { calls, sessions } = await lab.simulator.counters();
      assert.deepEqual([calls[CREATE_FILE], calls[LOG_IN], sessions.open], [40, 1, 1]);
    });
  }

  it("is not tried again, and told as unknown: directory", async () => {
    await lab.load({ connection: { maxAttempts: 10 }, tempFile: { kind: "directory" } });
    await lab.simulator.fault({ kind: "lost", operation: CREATE_DIRECTORY });
    const { code, cause } = await lab.error();
    assert.deepEqual([code, cause.subject, cause.outcome, cause.attempts], ["RESOURCE_INACCESSIBLE", "network", "unknown", 1]);
    assert.equal(await lab.simulator.calls(CREATE_DIRECTORY), 1);
  });

  it("costs its own message only, in a storm of all kinds on one VM", async () => {
    await lab.load({ connection: { maxAttempts: 10 } });
    for (const [index, { fault }] of Object.values(FAULTS).entries()) {
      await lab.simulator.fault({ ...fault, operation: CREATE_FILE, after: 2 * index });
    }

    await sendMany(lab, 12, over("vm-42"));
    const { ok, failed } = await allEnded(lab, 12);

    assert.deepEqual([numbersOf(failed), numbersOf(ok)], [numbers(6, 0, 2), numbers(6, 1, 2)]);
    assert.ok(failed.every(({ error: { cause } = {} }) => cause?.outcome === "unknown"));
    assert.deepEqual(await madeFor(lab, "vm-42"), numbers(12));
    assert.equal(await lab.simulator.calls(CREATE_FILE), 12);
  });

  it("is told once for each of 200 messages over 40 VMs, and no file is made twice", async () => {
    const vms = await manyVms(lab, 40);
    await lab.load({ connection: { maxAttempts: 10 } });
    await lab.simulator.fault({ kind: "lost", operation: CREATE_FILE, times: null });

    await sendMany(lab, 200, over(...vms));
    const { failed } = await allEnded(lab, 200);

    assert.deepEqual(tally(failed), { "RESOURCE_INACCESSIBLE network unknown": 200 });
    for (const [index, vm] of vms.entries()) {
      assert.deepEqual(await madeFor(lab, vm), numbers(5, index, 40));
    }
    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_FILE], calls[LOG_IN], sessions.open], [200, 1, 1]);
  });
});
