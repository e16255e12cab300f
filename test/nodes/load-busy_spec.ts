import assert from "node:assert/strict";
import type { Lab } from "../support/lab";
import { allEnded, frontSuite, manyVms, now, sendMany, tally } from "../support/load";
import type { Msg } from "../support/node-red";
import { CREATE_FILE, GET_SESSION, LOG_IN } from "../support/simulator";

type Fault = Readonly<Record<string, unknown>>;

const BUSY: Fault = { kind: "error", status: 500, error_type: "RESOURCE_BUSY" };
const NO_UPSTREAM: Fault = { kind: "no_healthy_upstream" };
const throttled = (retryAfter: string): Fault => ({ kind: "answer", status: 429, headers: { "retry-after": retryAfter }, body: "" });
const AT_ONCE = throttled("0");

const BUSY_ERROR = "RESOURCE_BUSY vm not_done";
const THROTTLED_ERROR = "SERVICE_UNAVAILABLE server not_done";

/** What 500 tokens are enough for, at 14 for a repeat, or 5 where vCenter throttles. */
const REPEATS = 35;
const REPEATS_WHEN_THROTTLED = 100;

/** Messages for one VM after the other; the prefix of the file tells a request's message. */
function over(vms: readonly string[]): (index: number) => object {
  return (index) => ({ payload: { vm: vms[index % vms.length], prefix: `${index}-` } });
}

/** The numbers of the messages that creations were sent for, by VM and in this order. */
async function sentFor({ simulator }: Lab): Promise<Record<string, number[]>> {
  const sent: Record<string, number[]> = {};
  for (const { operation, vm, body } of await simulator.requests()) {
    if (operation === CREATE_FILE) {
      (sent[vm!] ??= []).push(parseInt((body as { prefix: string }).prefix));
    }
  }
  return sent;
}

const ascending = (numbers: readonly number[]): number[] => [...numbers].sort((one, other) => one - other);

function assertInOrder(vms: readonly string[], messages: readonly Msg[]): void {
  for (const vm of vms) {
    const numbers = messages.filter(({ guest }) => guest?.vm === vm).map(({ number }) => Number(number));
    assert.deepEqual(numbers, ascending(numbers));
  }
}

frontSuite("a vCenter that has no time for a message", "both", (lab) => {
  const FAULTS = { "RESOURCE_BUSY": BUSY, "429 with Retry-After": throttled("1"), "no healthy upstream": NO_UPSTREAM };

  for (const [what, fault] of Object.entries(FAULTS)) {
    it(`is asked again, on each of 20 VMs, before the next message of the VM: ${what}`, async () => {
      const vms = await manyVms(lab, 20);
      await lab.load();
      for (const vm of vms) {
        await lab.simulator.fault({ ...fault, operation: CREATE_FILE, vm });
      }

      await sendMany(lab, 60, over(vms));
      const { ok } = await allEnded(lab, 60);

      const expected = vms.map((vm, index) => [vm, [index, index, index + 20, index + 40]]);
      assert.deepEqual(await sentFor(lab), Object.fromEntries(expected));
      assertInOrder(vms, ok);
      assert.ok(ok.every(({ number, guest }) => guest?.attempts === (Number(number) < 20 ? 2 : 1)));
      const { calls, sessions } = await lab.simulator.counters();
      assert.deepEqual([calls[LOG_IN], sessions.open], [1, 1]);
    });
  }

  it("does not mix up the messages of a VM in a storm of all kinds", async () => {
    const vms = await manyVms(lab, 20);
    await lab.load();
    for (const vm of vms) {
      await lab.simulator.fault({ ...BUSY, operation: CREATE_FILE, vm, after: 1 });
      await lab.simulator.fault({ ...AT_ONCE, operation: CREATE_FILE, vm, after: 4, times: 2 });
      await lab.simulator.fault({ ...NO_UPSTREAM, operation: CREATE_FILE, vm, after: 8 });
    }

    await sendMany(lab, 200, over(vms));
    const { ok } = await allEnded(lab, 200);

    assert.equal(ok.length, 200);
    assertInOrder(vms, ok);
    const sent = await sentFor(lab);
    for (const vm of vms) {
      assert.deepEqual(sent[vm], ascending(sent[vm]!));
      assert.equal(sent[vm].length, 10 + 4);
    }
  });

  it("serves the other VMs meanwhile, although one request may be under way at once", async () => {
    await lab.load({ connection: { maxConcurrent: 1 } });
    await lab.simulator.fault({ ...throttled("50"), operation: CREATE_FILE, vm: "vm-42" });

    await sendMany(lab, 30, over(["vm-42", "vm-43", "vm-44"]));
    await lab.red.arrivals("ok", 20);

    assert.deepEqual((await sentFor(lab))["vm-42"], [0]);
    lab.red.send("temp-1", { reset: true });
    const failed = await lab.red.arrivals("failed", 10);
    assert.deepEqual(tally(failed), { "CANCELED server not_done": 1, "CANCELED queue not_done": 9 });
    await lab.path();
    assert.equal(await lab.simulator.calls(CREATE_FILE), 22);
  });
});

/** On one Node-RED only: what is counted here does not depend on it. */
frontSuite("a vCenter that never has time", "one", (lab) => {
  const STORMS = [
    ["RESOURCE_BUSY", BUSY, BUSY_ERROR, REPEATS],
    ["429", AT_ONCE, THROTTLED_ERROR, REPEATS_WHEN_THROTTLED],
  ] as const;

  for (const [what, fault, error, repeats] of STORMS) {
    it(`gets ${repeats} requests more than there are messages, whatever may be tried: ${what}`, async () => {
      const vms = await manyVms(lab, 40);
      await lab.load({ connection: { maxAttempts: 10 } });
      await lab.simulator.fault({ ...fault, operation: CREATE_FILE, times: null });

      await sendMany(lab, 400, over(vms));
      const { failed } = await allEnded(lab, 400);

      assert.deepEqual(tally(failed), { [error]: 400 });
      assert.ok(failed.every(({ error: { cause } = {} }) => cause?.retryable === true && Number(cause.attempts) >= 1));
      const { calls, sessions } = await lab.simulator.counters();
      assert.deepEqual([calls[CREATE_FILE], calls[LOG_IN], sessions.open], [400 + repeats, 1, 1]);
    });
  }

  it("is asked again as often as that helps: a success gives back what its repeat took", async () => {
    const vms = await manyVms(lab, 30);
    await lab.load();

    for (let round = 1; round <= 3; round += 1) {
      await lab.simulator.fault({ ...BUSY, operation: CREATE_FILE, times: 30 });
      await sendMany(lab, 30, over(vms));
      await lab.red.arrivals("ok", round * 30);
    }

    assert.equal(lab.red.arrived("failed").length, 0);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 3 * 60);
  });

  it("is asked again while there is time, and a pause that would end too late is not begun", async () => {
    const vms = await manyVms(lab, 20);
    await lab.load({ connection: { maxAttempts: 10, timeout: 1.5 } });
    await lab.simulator.fault({ ...throttled("1"), operation: CREATE_FILE, times: null });

    await sendMany(lab, 20, over(vms));
    const { failed } = await allEnded(lab, 20);

    assert.deepEqual(tally(failed), { [THROTTLED_ERROR]: 20 });
    assert.ok(failed.every(({ error }) => error?.cause.attempts === 2));
    assert.equal(await lab.simulator.calls(CREATE_FILE), 40);
  });

  it("is not asked again, and not waited for, if it wants more time than there is", async () => {
    const vms = await manyVms(lab, 20);
    await lab.load({ connection: { timeout: 20 } });
    await lab.simulator.fault({ ...throttled("30"), operation: CREATE_FILE, times: 100 });

    const start = now();
    await sendMany(lab, 100, over(vms));
    const { failed } = await allEnded(lab, 100);

    assert.ok(now() - start < 10_000, `${now() - start} ms`);
    assert.deepEqual(tally(failed), { [THROTTLED_ERROR]: 100 });
    assert.equal(await lab.simulator.calls(CREATE_FILE), 100);
    // Repeats that were not made have not been paid for.
    await lab.simulator.fault({ ...AT_ONCE, operation: CREATE_FILE, times: 4 });
    assert.equal((await lab.ask()).msg.guest?.attempts, 5);
  });
});

/** On one Node-RED only: 3 s. */
frontSuite("a vCenter that never has a healthy upstream", "one", (lab) => {
  it("gets few requests a second, and for each message no more than may be tried", async () => {
    const vms = await manyVms(lab, 8);
    await lab.load({ connection: { maxConcurrent: 2, maxAttempts: 2 } });
    await lab.simulator.fault({ ...NO_UPSTREAM, operation: CREATE_FILE, times: null });

    await sendMany(lab, 8, over(vms));
    const { failed } = await allEnded(lab, 8);

    assert.deepEqual(tally(failed), { "SERVICE_UNAVAILABLE server not_done": 8 });
    const { [CREATE_FILE]: creations = 0, [GET_SESSION]: questions = 0 } = (await lab.simulator.counters()).calls;
    assert.ok(creations > 8 && creations <= 8 * 2, `${creations} creations`);
    // After 5 failures in a row vCenter is asked whether it is there; another creation may be under way then.
    assert.ok(creations <= (5 + 1) * (questions + 1), `${creations} creations, ${questions} questions`);
  });
});
