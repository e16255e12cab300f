import assert from "node:assert/strict";
import { allEnded, type Front, frontSuite, manyVms, type Met, mostPerTurn, now, sendMany, tally } from "../support/load";
import type { Msg } from "../support/node-red";
import { CREATE_FILE, LOG_IN } from "../support/simulator";

/** Failures in a row that show that vCenter is down. A login may be under way when the last of them comes. */
const LOGINS_BEFORE = [5, 6];

/** Calls at once, unless a connection says otherwise: so many may have begun. */
const MOST_AT_ONCE = 32;

/** Messages that may end in one turn of the event loop, of 10,000. */
const MOST_PER_TURN = 1_000;

const overVms = (vms: number): ((index: number) => object) => {
  return (index) => ({ payload: { vm: `vm-${100 + (index % vms)}` } });
};

function assertProbes(probes: readonly Met[]): void {
  for (const { line, headers } of probes) {
    assert.equal(line, "GET /api/session");
    assert.ok(!headers.includes("authorization") && !headers.includes("vmware-api-session-id"), headers.join());
  }
}

/** All waited for vCenter, but a few of those that had begun: whose next pause would be too long ends with what it saw. */
function assertWaited(failed: readonly Msg[], count: number): void {
  const { "SERVICE_UNAVAILABLE server not_done": early = 0, "RESOURCE_INACCESSIBLE network not_done": waited } = tally(failed);
  assert.equal(waited, count - early);
  assert.ok(early <= MOST_AT_ONCE, `${early} ended early`);
}

/** Pauses in whole seconds. */
const pausesOf = (times: readonly number[]): number[] =>
  times.slice(1).map((at, index) => Math.round((at - times[index]!) / 1_000));

frontSuite("vCenter down for ever", "both", (lab, front) => {
  const SECONDS = 1;

  for (const manner of ["bad gateway", "refuse"] as const) {
    it(`ends all who wait in time, and only asks whether it is back: ${manner}`, async () => {
      await lab.load({ connection: { server: front().url, timeout: SECONDS } });
      await front().switch(manner);

      await sendMany(lab, 300, overVms(100));
      const start = now();
      const { failed } = await allEnded(lab, 300);

      assertWaited(failed, 300);
      assert.ok(failed.every(({ error }) => error?.cause.retryable === true && error.cause.attempts === 0));
      assert.ok(now() - start < SECONDS * 1_000 + 1_000);
      if (manner === "bad gateway") {
        const logins = front().met.filter(({ line }) => line === "POST /api/session");
        assert.ok(LOGINS_BEFORE.includes(logins.length), `${logins.length} logins`);
        assertProbes(front().met.slice(logins.length));
      } else {
        const atOnce = front().refused.filter((at) => at < start + 700);
        assert.ok(LOGINS_BEFORE.includes(atOnce.length), `${atOnce.length} connections`);
        assert.ok(front().refused.length - atOnce.length <= 1);
      }
      await lab.assertNothingSent();
    });
  }

  it("that accepts and never answers: who has begun times out, the others wait as long again", async () => {
    await lab.load({ connection: { server: front().url, timeout: SECONDS } });
    await front().switch("silent");

    await sendMany(lab, 300, overVms(100));
    const start = now();
    const { failed } = await allEnded(lab, 300);

    const { "TIMED_OUT server not_done": timedOut = 0, "RESOURCE_INACCESSIBLE network not_done": waited = 0 } = tally(failed);
    assert.equal(timedOut + waited, 300);
    assert.ok(timedOut >= 5 && waited >= 200, JSON.stringify(tally(failed)));
    assert.ok(now() - start < 2 * SECONDS * 1_000 + 1_000);
    const logins = front().met.filter(({ line }) => line === "POST /api/session");
    assert.ok(logins.length <= LOGINS_BEFORE[1]!, `${logins.length} logins`);
    assertProbes(front().met.slice(logins.length));
  });
});

/** On one Node-RED only: 4 s each. */
frontSuite("vCenter down for ever with 10,000 waiting", "one", (lab, front) => {
  for (const manner of ["bad gateway", "refuse"] as const) {
    it(`ends each of them once, in time, while the event loop goes on: ${manner}`, async () => {
      await lab.load({ connection: { server: front().url, timeout: 3 } });
      await front().switch(manner);

      await sendMany(lab, 10_000, overVms(50));
      const start = now();
      const most = mostPerTurn(() => lab.red.arrived("failed").length);
      const { failed } = await allEnded(lab, 10_000);

      assert.ok(most() < MOST_PER_TURN, `${most()} in one turn`);
      assert.ok(now() - start < 3_000 + 10_000);
      assertWaited(failed, 10_000);
      await lab.assertNothingSent();
    }).timeout(60_000);
  }
});

async function probed(front: Front, times: number): Promise<Met[]> {
  const probes = (): Met[] => front.met.filter(({ line }) => line === "GET /api/session");
  while (probes().length < times) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return probes();
}

frontSuite("vCenter down for a while", "both", (lab, front) => {
  it("holds everything back, and does all of it when vCenter is back", async () => {
    const vms = await manyVms(lab, 50);
    await lab.load({ connection: { server: front().url } });
    await front().switch("bad gateway");

    await sendMany(lab, 300, (index) => ({ payload: { vm: vms[index % 50] } }));
    await probed(front(), 1);
    await front().switch("pass");
    const { ok } = await allEnded(lab, 300);

    assert.equal(ok.length, 300);
    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual([calls[LOG_IN], calls[CREATE_FILE], sessions.open], [1, 300, 1]);
  });

  it("is noticed in mid-work too: what was sent is told to be in doubt, what waits is not", async () => {
    const vms = await manyVms(lab, 40);
    await lab.load({ connection: { server: front().url, maxConcurrent: 8 } });
    await lab.path({ payload: { vm: vms[0] } });
    await front().switch("bad gateway");

    await sendMany(lab, 200, (index) => ({ payload: { vm: vms[index % 40] } }));
    await probed(front(), 1);
    const creations = front().met.filter(({ line }) => line.startsWith("POST "));
    await front().switch("pass");
    await lab.red.until(() => lab.red.arrived("ok").length + lab.red.arrived("failed").length >= 201);

    const failed = lab.red.arrived("failed");
    assert.ok(creations.length >= 5 && creations.length <= 5 + 8, `${creations.length} creations`);
    assert.equal(failed.length, creations.length, "a creation in doubt is not repeated");
    assert.ok(failed.every(({ error }) => error?.cause.outcome === "unknown"));
    assert.equal(await lab.simulator.calls(CREATE_FILE), 201 - creations.length);
  });
});

/** On one Node-RED only: 20 s. */
frontSuite("vCenter down for 7 s with 10,000 waiting", "one", (lab, front) => {
  it("asks after 1, 2 and 4 s, one question at a time, and then does all of it", async () => {
    const vms = await manyVms(lab, 200);
    await lab.load({ connection: { server: front().url } });
    await front().switch("bad gateway");

    await sendMany(lab, 10_000, (index) => ({ payload: { vm: vms[index % 200] } }));
    const probes = await probed(front(), 3);
    const logins = front().met.filter(({ line }) => line === "POST /api/session");
    assert.ok(LOGINS_BEFORE.includes(logins.length), `${logins.length} logins`);
    assertProbes(front().met.slice(logins.length));
    assert.deepEqual(pausesOf([logins.at(-1)!.at, ...probes.map(({ at }) => at)]), [1, 2, 4]);
    assert.equal(lab.red.arrived("ok").length + lab.red.arrived("failed").length, 0);

    await front().switch("pass");
    const { ok } = await allEnded(lab, 10_000);

    assert.equal(ok.length, 10_000);
    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual([calls[LOG_IN], calls[CREATE_FILE], sessions.open], [1, 10_000, 1]);
  }).timeout(120_000);
});
