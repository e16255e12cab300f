import assert from "node:assert/strict";
import { nodeSuite, type Setup } from "../support/lab";
import { frontSuite, now, sendMany } from "../support/load";
import type { Ending } from "../support/node-red";
import { type Resources, ResourceCounter } from "../support/resources";
import { type Counters, CREATE_FILE, LOG_IN } from "../support/simulator";

/** How messages have ended, as `{"CANCELED not_done": 10}`. */
function tally(endings: readonly Ending[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { error } of endings) {
    const kind = error === undefined ? "done" : `${error.code} ${String(error.cause.outcome)}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Each of so many messages has ended, and none of them twice. */
function assertEndedOnce(endings: readonly Ending[], count: number): void {
  assert.equal(endings.length, count);
  assert.equal(new Set(endings.map(({ msg }) => msg.number)).size, count);
}

nodeSuite("a deploy with thousands of messages queued", (lab) => {
  const { red } = lab;
  const CONCURRENT = 32;
  const queued = red.isOlder ? 10_000 : 2_000;

  /** @returns the message of a number, to one of 50 VMs. */
  async function overFiftyVms(): Promise<(number: number) => object> {
    const vms = (await lab.simulator.control("POST", "/vms", { count: 50, family: "LINUX" })) as { vm: string }[];
    return (number) => ({ number, payload: { vm: vms[number % 50]!.vm } });
  }

  function twoNodes(name: string): Setup {
    const [node] = lab.flow({ tempFile: { name } }).filter(({ id }) => id === "temp-1");
    return { connection: { name }, tempFile: { name }, more: [{ ...node!, id: "temp-2" }] };
  }

  function lineOf(endings: readonly Ending[]): string {
    const { "CANCELED not_done": notDone = 0, "CANCELED unknown": unknown = 0 } = tally(endings);
    return `${endings.length} messages canceled: ${notDone} not done, ${unknown} unknown`;
  }

  it(`ends each of ${queued} once, within 10 s, and says so in one line per node`, async () => {
    const message = await overFiftyVms();
    await lab.load(twoNodes("old"));
    // A login that is known to be right is used by all at once.
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: null });
    await sendMany(lab, queued, message);
    for (let number = 0; number < 100; number += 1) {
      red.send("temp-2", message(number));
    }
    await lab.called(CREATE_FILE, 1 + CONCURRENT);

    const begun = now();
    await lab.releasedBy(lab.deploy("full", twoNodes("new")));
    const took = now() - begun;

    assert.ok(took < 10_000, `${took} ms`);
    const [first, second] = [red.ended("temp-1").slice(1), red.ended("temp-2")];
    assertEndedOnce(first, queued);
    assertEndedOnce(second, 100);
    const lines = red.logged("WARN").map((line) => line.replace(/ \(operation ids: [\w, -]+\)$/, ""));
    assert.deepEqual(lines.sort(), [lineOf(first), lineOf(second)].sort());
    assert.deepEqual([red.arrived("ok").length, red.arrived("failed").length], [1, 0]);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 1 + CONCURRENT);
    await lab.assertNothingLeft();
  });
});

/** What a deploy changes; what it does not change, nor refers to something changed, lives on. */
const CHANGES: readonly ((name: string) => Setup)[] = [
  (name) => ({ connection: { name }, tempFile: { name } }),
  (name) => ({ tempFile: { name } }),
  (name) => ({ connection: { name } }),
];

/** Each change meets each time at least 16 times. */
const DEPLOYS = 200;

/** On one Node-RED only and without TLS: they take their time. */
frontSuite(`${DEPLOYS} deploys, each with messages in flight,`, "one", (lab) => {
  const { red } = lab;
  const usual = { connection: { name: "usual" }, tempFile: { name: "usual" } };
  let resources: ResourceCounter;
  let before: Resources;

  beforeEach(async () => {
    resources = new ResourceCounter({ "RED.events": red.runtime.events });
    await lab.load(usual);
    before = await resources.count();
  });
  afterEach(() => {
    resources.stop();
  });

  const sendSix = (round: number): void => {
    for (let index = 0; index < 6; index += 1) {
      red.send("temp-1", { number: round * 6 + index, payload: { vm: `vm-${42 + (index % 3)}` } });
    }
  };

  /** When a deploy comes upon messages that have been sent before: at once, at a login, at a creation, at a result. */
  async function someTime(round: number, { calls, sessions }: Counters): Promise<void> {
    if (round % 4 === 1 && sessions.open === 0) {
      await lab.called(LOG_IN, (calls[LOG_IN] ?? 0) + 1);
    } else if (round % 4 === 2) {
      await lab.called(CREATE_FILE, (calls[CREATE_FILE] ?? 0) + 1);
    } else if (round % 4 === 3) {
      await red.arrivals("ok", red.arrived("ok").length + 1);
    }
  }

  for (const type of ["full", "flows", "nodes"] as const) {
    it(`end each message once and leave nothing behind: "${type}"`, async () => {
      let setup: Setup = usual;
      for (let round = 0; round < DEPLOYS; round += 1) {
        const counters = await lab.simulator.counters();
        sendSix(round);
        await someTime(round, counters);
        setup = { ...setup, ...CHANGES[round % 3]!(`round ${round}`) };
        await lab.deploy(type, setup);
      }
      await lab.path();
      const { sessions } = await lab.simulator.counters();
      assert.deepEqual([sessions.open, sessions.created], [1, sessions.deleted + 1]);

      await lab.deploy(type, usual);

      const endings = red.ended("temp-1").slice(0, -1);
      assertEndedOnce(endings, DEPLOYS * 6);
      assert.ok(endings.every(({ error }) => error === undefined || error.code === "CANCELED"), JSON.stringify(tally(endings)));
      await resources.assertBackTo(before);
      await lab.assertNothingLeft();
    }).timeout(60_000);
  }
});
